"""Small lists that come with their record, in the query that finds the record."""

from __future__ import annotations

from typing import Any

from django.db.models import IntegerField, JSONField, QuerySet, Subquery
from django.db.models.functions import JSONObject


class ListOf(Subquery):
    """The rows of a query that refers to the record with OuterRef, as a list of dictionaries.

    ListOf(Topic.objects.filter(gathering=OuterRef("pk")), pk="pk", title="title")
    """

    template = "(SELECT COALESCE(jsonb_agg(row.item), '[]') FROM (%(subquery)s) row)"
    output_field = JSONField()

    def __init__(self, rows: QuerySet[Any], **fields: Any) -> None:
        super().__init__(rows.values(item=JSONObject(**fields)))

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        template = "(SELECT json_group_array(json(row.item)) FROM (%(subquery)s) row)"
        return self.as_sql(compiler, connection, template=template, **extra)


class CountOf(Subquery):
    """How many rows a query has, as one number of another query."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()

    def __init__(self, rows: QuerySet[Any]) -> None:
        super().__init__(rows.order_by().values("pk"))
