"""Tables of: reports to the township and the county."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def _record(table: str, *own: sa.schema.SchemaItem) -> None:
    """Make the table of a kind of record: what every record has, then its own columns."""
    op.create_table(
        table,
        sa.Column("id", sa.String(48), nullable=False),
        sa.Column("site", sa.String(16), nullable=False),
        sa.Column("stream", sa.String(48), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("void", sa.Boolean(), nullable=False),
        sa.Column("void_reason", sa.Text()),
        sa.Column("written_at", sa.String(24), nullable=False),
        sa.Column("written_by", sa.String(64), nullable=False),
        *own,
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
    )


def upgrade() -> None:
    """Add the tables."""
    _record(
        "duty_shift",
        sa.Column("on", sa.String(10), nullable=False),
        sa.Column("post", sa.String(32), nullable=False),
        sa.Column("begins", sa.String(5), nullable=False),
        sa.Column("ends", sa.String(5), nullable=False),
        sa.Column("leader", sa.String(64), nullable=False),
        sa.Column("person", sa.String(64), nullable=False),
        sa.Column("phone", sa.String(32), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("replaces", sa.String(48)),
        sa.Column("why", sa.Text(), nullable=False),
    )
    op.create_index("ix_duty_shift_on", "duty_shift", ["on"])
    _record(
        "monthly_return",
        sa.Column("month", sa.String(10), nullable=False),
        sa.Column("as_of", sa.String(10), nullable=False),
        sa.Column("submitted_on", sa.String(10), nullable=False),
        sa.Column("signed_by", sa.String(64), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("closed", sa.Integer(), nullable=False),
        sa.Column("running", sa.Integer(), nullable=False),
        sa.Column("closing", sa.Integer(), nullable=False),
        sa.Column("waiting", sa.Integer(), nullable=False),
        sa.Column("unstarted", sa.Integer(), nullable=False),
        sa.Column("late", sa.Integer(), nullable=False),
        sa.Column("late_items", sa.Text(), nullable=False),
        sa.Column("problems_found", sa.Integer(), nullable=False),
        sa.Column("problems_closed", sa.Integer(), nullable=False),
        sa.Column("problems_open", sa.Integer(), nullable=False),
        sa.Column("activities", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("support_open", sa.Integer(), nullable=False),
        sa.Column("done", sa.Text(), nullable=False),
        sa.Column("problems", sa.Text(), nullable=False),
        sa.Column("help_wanted", sa.Text(), nullable=False),
        sa.Column("next_steps", sa.Text(), nullable=False),
    )
    op.create_index("ix_monthly_return_month", "monthly_return", ["month"])
    _record(
        "support_request",
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("level", sa.String(16), nullable=False),
        sa.Column("amount", sa.String(24)),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("wanted_by", sa.String(10)),
        sa.Column("covers", sa.Text(), nullable=False),
        sa.Column("raised_on", sa.String(10), nullable=False),
    )

    _record(
        "daily_report",
        sa.Column("on", sa.String(10), nullable=False),
        sa.Column("zero", sa.Boolean(), nullable=False),
        sa.Column("done", sa.Text(), nullable=False),
        sa.Column("activities", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("problems", sa.Text(), nullable=False),
        sa.Column("help_wanted", sa.Text(), nullable=False),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("reporter", sa.String(64), nullable=False),
        sa.Column("signed_by", sa.String(64), nullable=False),
        sa.Column("submitted_on", sa.String(10), nullable=False),
    )
    op.create_index("ix_daily_report_on", "daily_report", ["on"])
    _record(
        "dispatch_month",
        sa.Column("month", sa.String(10), nullable=False),
        sa.Column("closed_on", sa.String(10), nullable=False),
        sa.Column("returns", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
    )

    _record(
        "holiday",
        sa.Column("on", sa.String(10), nullable=False),
        sa.Column("name", sa.String(32), nullable=False),
        sa.Column("working", sa.Boolean(), nullable=False),
    )

    _record(
        "instruction",
        sa.Column("number", sa.String(32), nullable=False),
        sa.Column("title", sa.String(128), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("issued_on", sa.String(10), nullable=False),
        sa.Column("acknowledge_by", sa.String(10)),
        sa.Column("addressees", sa.Text(), nullable=False),
    )

    _record(
        "instruction_receipt",
        sa.Column("instruction", sa.String(48), nullable=False),
        sa.Column("instruction_revision", sa.Integer(), nullable=False),
        sa.Column("read_on", sa.String(10), nullable=False),
        sa.Column("read_by", sa.String(64), nullable=False),
    )
    op.create_index("ix_instruction_receipt_instruction", "instruction_receipt", ["instruction"])
    _record(
        "report_draft",
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("start", sa.String(10), nullable=False),
        sa.Column("end", sa.String(10), nullable=False),
        sa.Column("done", sa.Text()),
        sa.Column("problems", sa.Text()),
        sa.Column("help_wanted", sa.Text()),
        sa.Column("next_steps", sa.Text()),
        sa.Column("known", sa.Text(), nullable=False),
    )
    op.create_index("ix_report_draft_kind_start_end", "report_draft", ["kind", "start", "end"])
    _record(
        "report_up",
        sa.Column("on", sa.String(10), nullable=False),
        sa.Column("form", sa.String(16), nullable=False),
        sa.Column("to_whom", sa.String(64), nullable=False),
        sa.Column("covers", sa.Text(), nullable=False),
        sa.Column("requests", sa.Text(), nullable=False),
        sa.Column("instruction", sa.Text(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("received_on", sa.String(10)),
    )

    _record(
        "reporting_rule",
        sa.Column("report_up_days", sa.Integer(), nullable=False),
        sa.Column("return_day", sa.Integer(), nullable=False),
    )

    _record(
        "return_note",
        sa.Column("monthly_return", sa.String(48), nullable=False),
        sa.ForeignKeyConstraint(
            ["monthly_return"],
            ["monthly_return.id"],
            name="fk_return_note_monthly_return",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.Column("on", sa.String(10), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
    )
    op.create_index("ix_return_note_monthly_return", "return_note", ["monthly_return"])
    _record(
        "sprint",
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("start", sa.String(10), nullable=False),
        sa.Column("end", sa.String(10), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
    )

    _record(
        "support_reply",
        sa.Column("request", sa.String(48), nullable=False),
        sa.Column("request_revision", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("on", sa.String(10), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
    )
    op.create_index("ix_support_reply_request", "support_reply", ["request"])
    _record(
        "support_step",
        sa.Column("request", sa.String(48), nullable=False),
        sa.ForeignKeyConstraint(
            ["request"],
            ["support_request.id"],
            name="fk_support_step_request",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("on", sa.String(10), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
    )
    op.create_index("ix_support_step_request", "support_step", ["request"])
