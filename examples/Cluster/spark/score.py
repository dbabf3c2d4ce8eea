"""Scores a column of a table with cmem, a process for each partition. Run it with spark-submit, or as a step of Databricks:

    spark-submit score.py /data/model.zip /data/texts.parquet /data/predictions.parquet

The contract of pipe: each row goes in as a line, id and text with a tab between, and comes out as a line, id, label and score. Line ends and tabs in a
text become spaces, so that a row is a line.
"""
import shlex
import sys

from pyspark.sql import SparkSession
from pyspark.sql import functions as f

model, source, target = sys.argv[1:4]
command = f"cmem predict --model {shlex.quote(model)} --no-header --text-column 2 --keep 1 --format tsv --threads 1"

spark = SparkSession.builder.appName("cmem").getOrCreate()
rows = spark.read.parquet(source).select(
    f.concat_ws("\t", f.col("id").cast("string"), f.regexp_replace(f.coalesce("text", f.lit("")), r"[\t\r\n]", " ")).alias("line")
)
lines = rows.rdd.map(lambda row: row.line).pipe(command, checkCode=True)
lines.map(lambda line: line.split("\t")).toDF(["id", "label", "score"]).withColumn("score", f.col("score").cast("float")).write.parquet(target)
