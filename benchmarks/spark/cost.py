"""What an article costs on Spark beside plain workers: cost.py DATA RESULTS.json (needs Java and the extra spark)

The same Wikinews articles eight times over, two processes each: Spark's local[2] against two workers. The first job of
Spark, which starts the workers and loads the model in each, is told apart from the second.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

from newstagger import Tagger, read, spark


def main() -> None:
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable
    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    articles = list(read(Path(sys.argv[1]) / "wikinews" / "train.jsonl")) * 8
    tagger = Tagger.load()
    begin = time.perf_counter()
    for _ in tagger.tag_many(articles, workers=2):
        pass
    plain = time.perf_counter() - begin
    session = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").getOrCreate()
    rows = [(a.id, a.title, a.published.isoformat() if a.published else None, a.text) for a in articles]
    frame = (
        session.createDataFrame(rows, "id string, title string, published string, text string").repartition(8).cache()
    )
    frame.count()
    times = []
    for _ in range(2):
        begin = time.perf_counter()
        spark.tag(frame).write.format("noop").mode("overwrite").save()
        times.append(time.perf_counter() - begin)
    session.stop()
    results = {
        "articles": len(articles),
        "two workers, ms an article": round(1000 * plain / len(articles), 3),
        "Spark, first job, ms an article": round(1000 * times[0] / len(articles), 3),
        "Spark, second job, ms an article": round(1000 * times[1] / len(articles), 3),
    }
    Path(sys.argv[2]).write_text(json.dumps(results, indent=1) + "\n")
    print(results)


if __name__ == "__main__":
    main()
