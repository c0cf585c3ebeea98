"""The prose of final accounts (情况说明、重要事项、绩效评价): amounts with what they measure, by the grammar of the sentence."""
