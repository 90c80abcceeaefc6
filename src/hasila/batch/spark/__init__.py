"""Millions of reports on Spark, with the rows of the local engine; what is finished is kept and not done again.

The workers need the hasila wheel and reach the inputs and the folder of the work by the same names as the driver. See
docs/spark.md.
"""
