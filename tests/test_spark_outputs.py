"""What a job on Spark may overwrite; Spark itself is not needed for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from newstagger import OutputError, UsageError
from newstagger.spark import _check_place


def test_spark_overwrites_only_what_it_wrote(tmp_path: Path):
    out, source = tmp_path / "o.parquet", tmp_path / "in.parquet"
    _check_place(str(source), str(out))
    _check_place(str(source), "hdfs://host/o.parquet")
    out.mkdir()
    for name in ("part-00000-x.snappy.parquet", ".part-00000-x.snappy.parquet.crc", "_SUCCESS", "._SUCCESS.crc"):
        (out / name).write_text("")
    _check_place(str(source), str(out))
    (out / "holiday.jpg").write_text("")
    with pytest.raises(OutputError, match=r"contains other files \(holiday.jpg\)"):
        _check_place(str(source), str(out))
    source.write_text("")
    with pytest.raises(OutputError, match="contains other files"):
        _check_place(str(tmp_path / "other"), str(source))


def test_spark_never_overwrites_its_input(tmp_path: Path):
    (tmp_path / "o.parquet").mkdir()
    for source in (tmp_path / "o.parquet", tmp_path / "o.parquet" / "part-0.parquet"):
        with pytest.raises(UsageError, match="is also an input"):
            _check_place(str(source), str(tmp_path / "o.parquet"))
