"""What must be true of the published figures (勾稽关系): pure rules, each a row of data, each counted. Never changes data."""

from expectations.identities.evaluation import Evaluation, evaluate

__all__ = ["Evaluation", "evaluate"]
