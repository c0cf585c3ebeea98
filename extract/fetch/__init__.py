"""Documents from government portals (采集), politely and safely: what to ask for, how to ask, what was answered."""
