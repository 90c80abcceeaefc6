"""One Spark cluster for all tests here."""

from collections.abc import Iterator

import pytest

import sparkkit


@pytest.fixture(scope="session")
def spark_cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sparkkit.Cluster]:
    with sparkkit.cluster(tmp_path_factory.mktemp("cluster")) as cluster:
        yield cluster
