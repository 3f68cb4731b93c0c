"""What staff say of what the screen made of a message."""

import sqlalchemy as sa
from alembic import op

from storage.base import UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "assessment_label",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("message_id", sa.String(36), nullable=False),
        sa.Column("case_id", sa.String(36), nullable=False),
        sa.Column("staff_id", sa.String(36), nullable=False),
        sa.Column("verdict", sa.String(8), nullable=False),
        sa.Column("tier", sa.String(12)),
        sa.Column("category", sa.String(32)),
        sa.Column("assessed_tier", sa.String(12), nullable=False),
        sa.Column("assessed_score", sa.Float()),
        sa.Column("assessed_rules", sa.JSON(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_assessment_label"),
        sa.UniqueConstraint(
            "message_id", "staff_id", name="uq_assessment_label_message_id_staff_id"
        ),
        sa.ForeignKeyConstraint(
            ["message_id"],
            ["message.id"],
            name="fk_assessment_label_message_id_message",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["safeguarding_case.id"],
            name="fk_assessment_label_case_id_safeguarding_case",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name="fk_assessment_label_staff_id_staff"
        ),
    )
    op.create_index("ix_assessment_label_case_id", "assessment_label", ["case_id"])
    op.create_index("ix_assessment_label_at", "assessment_label", ["at"])


def downgrade() -> None:
    op.drop_table("assessment_label")
