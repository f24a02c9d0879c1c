"""The surge watch: does today have more sellers than such a day should have?

series    counts per day (or week), with dates where they are known
scan      the watch itself: windows of 1, 3 and 7 days, negative binomial
control   EARS C1, C2, C3 and Bayes, as R's surveillance computes them: for comparison, not for use
reading   from a file
words     to JSON and to people
"""
