"""A pretend government portal on the loopback interface (模拟门户): six families, every fault, a log of manners.

Taken from the shared mock portal, so that our tests run without it; the shared one stays the outside judge.
"""
