"""Cases, signs, events, staff, their sessions and one-time tickets."""

import sqlalchemy as sa
from alembic import op

from storage.base import EncryptedText, UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "staff",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("password_hash", sa.String(200)),
        sa.Column("failed_sign_ins", sa.Integer(), nullable=False),
        sa.Column("locked_until", UtcDateTime()),
        sa.Column("disabled_at", UtcDateTime()),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_staff"),
        sa.UniqueConstraint("email", name="uq_staff_email"),
    )
    op.create_table(
        "staff_session",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("staff_id", sa.String(36), nullable=False),
        sa.Column("token_digest", sa.String(64), nullable=False),
        sa.Column("csrf", sa.String(64), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("last_seen_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime()),
        sa.PrimaryKeyConstraint("id", name="pk_staff_session"),
        sa.UniqueConstraint("token_digest", name="uq_staff_session_token_digest"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_staff_session_staff_id_staff"),
    )
    op.create_index("ix_staff_session_staff_id", "staff_session", ["staff_id"])
    op.create_table(
        "staff_ticket",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("staff_id", sa.String(36), nullable=False),
        sa.Column("token_digest", sa.String(64), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("used_at", UtcDateTime()),
        sa.PrimaryKeyConstraint("id", name="pk_staff_ticket"),
        sa.UniqueConstraint("token_digest", name="uq_staff_ticket_token_digest"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_staff_ticket_staff_id_staff"),
    )
    op.create_index("ix_staff_ticket_staff_id", "staff_ticket", ["staff_id"])
    op.create_table(
        "safeguarding_case",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("conversation_id", sa.String(36), nullable=False),
        sa.Column("live_conversation_id", sa.String(36)),
        sa.Column("tier", sa.String(12), nullable=False),
        sa.Column("tier_rank", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(20), nullable=False),
        sa.Column("categories", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("owner_id", sa.String(36)),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.Column("waiting_since", UtcDateTime(), nullable=False),
        sa.Column("unanswered", sa.Integer(), nullable=False),
        sa.Column("claimed_at", UtcDateTime()),
        sa.Column("first_reply_at", UtcDateTime()),
        sa.Column("closed_at", UtcDateTime()),
        sa.Column("outcome", sa.String(32)),
        sa.Column("note", EncryptedText()),
        sa.PrimaryKeyConstraint("id", name="pk_safeguarding_case"),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name="fk_safeguarding_case_conversation_id_conversation",
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["staff.id"], name="fk_safeguarding_case_owner_id_staff"
        ),
    )
    op.create_index(
        "ix_safeguarding_case_conversation_id", "safeguarding_case", ["conversation_id"]
    )
    op.create_index(
        "ix_safeguarding_case_queue", "safeguarding_case", ["state", "tier_rank", "waiting_since"]
    )
    op.create_index(
        "uq_safeguarding_case_live", "safeguarding_case", ["live_conversation_id"], unique=True
    )
    op.create_table(
        "case_sign",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("case_id", sa.String(36), nullable=False),
        sa.Column("message_id", sa.String(36), nullable=False),
        sa.Column("tier", sa.String(12), nullable=False),
        sa.Column("categories", sa.JSON(), nullable=False),
        sa.Column("rules", sa.JSON(), nullable=False),
        sa.Column("spans", sa.JSON(), nullable=False),
        sa.Column("score", sa.Float()),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_case_sign"),
        sa.ForeignKeyConstraint(
            ["case_id"], ["safeguarding_case.id"], name="fk_case_sign_case_id_safeguarding_case"
        ),
    )
    op.create_index("ix_case_sign_case_id", "case_sign", ["case_id"])
    op.create_table(
        "case_event",
        sa.Column("id", sa.Integer(), nullable=False, autoincrement=True),
        sa.Column("case_id", sa.String(36), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("staff_id", sa.String(36)),
        sa.Column("detail", sa.JSON()),
        sa.PrimaryKeyConstraint("id", name="pk_case_event"),
        sa.ForeignKeyConstraint(
            ["case_id"], ["safeguarding_case.id"], name="fk_case_event_case_id_safeguarding_case"
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_case_event_staff_id_staff"),
    )
    op.create_index("ix_case_event_case_id", "case_event", ["case_id"])


def downgrade() -> None:
    for table in (
        "case_event",
        "case_sign",
        "safeguarding_case",
        "staff_ticket",
        "staff_session",
        "staff",
    ):
        op.drop_table(table)
