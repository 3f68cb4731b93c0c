"""Conversations, messages, inbox and outbox."""

import sqlalchemy as sa
from alembic import op

from storage.base import EncryptedJson, EncryptedText, UtcDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "conversation",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("address_digest", sa.String(64)),
        sa.Column("address", EncryptedText()),
        sa.Column("token_digest", sa.String(64)),
        sa.Column("persona", sa.String(16), nullable=False),
        sa.Column("age_band", sa.String(8)),
        sa.Column("outcode", sa.String(4)),
        sa.Column("mode", sa.String(8), nullable=False),
        sa.Column("owner_id", sa.String(36)),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("state", EncryptedJson()),
        sa.Column("unreachable", sa.Boolean(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("last_heard_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_conversation"),
        sa.UniqueConstraint(
            "channel", "address_digest", name="uq_conversation_channel_address_digest"
        ),
    )
    op.create_index("ix_conversation_token_digest", "conversation", ["token_digest"])
    op.create_index("ix_conversation_last_heard_at", "conversation", ["last_heard_at"])
    op.create_table(
        "message",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("conversation_id", sa.String(36), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("author", sa.String(8), nullable=False),
        sa.Column("staff_id", sa.String(36)),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("text", EncryptedText(), nullable=False),
        sa.Column("payload", EncryptedJson()),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_message"),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name="fk_message_conversation_id_conversation",
            ondelete="CASCADE",
        ),
    )
    op.create_index(
        "ix_message_conversation_seq", "message", ["conversation_id", "seq"], unique=True
    )
    op.create_table(
        "inbox",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("update_id", sa.String(128), nullable=False),
        sa.Column("conversation_id", sa.String(36), nullable=False),
        sa.Column("message_id", sa.String(36), nullable=False),
        sa.Column("assessment", EncryptedJson()),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("processed_at", UtcDateTime()),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("first_reply_seq", sa.Integer()),
        sa.Column("last_reply_seq", sa.Integer()),
        sa.Column("answer", EncryptedJson()),
        sa.PrimaryKeyConstraint("id", name="pk_inbox"),
        sa.UniqueConstraint("channel", "update_id", name="uq_inbox_channel_update_id"),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name="fk_inbox_conversation_id_conversation",
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_inbox_conversation_id", "inbox", ["conversation_id"])
    op.create_index("ix_inbox_received_at", "inbox", ["received_at"])
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), nullable=False, autoincrement=True),
        sa.Column("conversation_id", sa.String(36), nullable=False),
        sa.Column("message_id", sa.String(36), nullable=False),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("not_before", UtcDateTime(), nullable=False),
        sa.Column("sent_at", UtcDateTime()),
        sa.Column("problem", sa.String(64)),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name="fk_outbox_conversation_id_conversation",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["message_id"],
            ["message.id"],
            name="fk_outbox_message_id_message",
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_outbox_conversation_id", "outbox", ["conversation_id"])
    op.create_index("ix_outbox_due", "outbox", ["state", "not_before", "priority", "id"])


def downgrade() -> None:
    for table in ("outbox", "inbox", "message", "conversation"):
        op.drop_table(table)
