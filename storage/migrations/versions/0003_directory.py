"""The service directory: HSDS tables, the search index and places."""

import sqlalchemy as sa
from alembic import op

from storage.base import UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TABLES = (
    "search_card", "service_at_location", "service_area", "search_entry", "schedule",
    "provenance", "phone", "language", "cost_option", "contact", "attribute", "taxonomy_term",
    "service", "address", "accessibility", "taxonomy", "search_state", "postcode", "place",
    "organization", "location",
)  # fmt: skip

# On SQLite only INTEGER is the row id itself; BIGINT would have an index of its own to go through.
ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

# The word index holds stems that we made ourselves (directory.words), so that both databases find
# the same things: head is name, tags and organisation; body is everything else that is said.
SQLITE_INDEX = (
    "CREATE VIRTUAL TABLE search_words USING fts5(head, body, tokenize = 'unicode61')",
    "CREATE VIRTUAL TABLE search_vocabulary USING fts5vocab(search_words, row)",
    "CREATE VIRTUAL TABLE search_box USING rtree(id, min_lat, max_lat, min_lon, max_lon)",
)
POSTGRESQL_INDEX = (
    "CREATE TABLE search_words (doc bigint PRIMARY KEY, words tsvector NOT NULL)",
    "CREATE INDEX ix_search_words_words ON search_words USING gin (words)",
    "CREATE TABLE search_box (id bigint PRIMARY KEY, area box NOT NULL)",
    "CREATE INDEX ix_search_box_area ON search_box USING gist (area)",
)


def upgrade() -> None:
    op.create_table(
        "location",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("location_type", sa.String(16), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("transportation", sa.Text(), nullable=False),
        sa.Column("latitude", sa.Float()),
        sa.Column("longitude", sa.Float()),
        sa.Column("hidden", sa.Boolean(), nullable=False),
    )
    op.create_table(
        "organization",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("url", sa.Text()),
        sa.Column("email", sa.Text()),
        sa.Column("phone", sa.Text()),
    )
    op.create_table(
        "place",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("key", sa.String(80), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("region", sa.String(80), nullable=False),
        sa.Column("lat", sa.Float(), nullable=False),
        sa.Column("lon", sa.Float(), nullable=False),
        sa.Column("reach_km", sa.Float(), nullable=False),
        sa.Column("source", sa.String(80), nullable=False),
    )
    op.create_index("ix_place_key", "place", ["key"])
    op.create_table(
        "postcode",
        sa.Column("code", sa.String(8), primary_key=True),
        sa.Column("lat", sa.Float(), nullable=False),
        sa.Column("lon", sa.Float(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "search_state",
        sa.Column("key", sa.String(40), primary_key=True),
        sa.Column("value", sa.Text(), nullable=False),
    )
    op.create_table(
        "taxonomy",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.UniqueConstraint("name", name="uq_taxonomy_name"),
    )
    op.create_table(
        "accessibility",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column(
            "location_id",
            sa.String(36),
            sa.ForeignKey("location.id", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("description", sa.Text(), nullable=False),
    )
    op.create_index("ix_accessibility_location_id", "accessibility", ["location_id"])
    op.create_table(
        "address",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column(
            "location_id",
            sa.String(36),
            sa.ForeignKey("location.id", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("address_1", sa.Text(), nullable=False),
        sa.Column("address_2", sa.Text(), nullable=False),
        sa.Column("city", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("postal_code", sa.String(16), nullable=False),
        sa.Column("country", sa.String(40), nullable=False),
        sa.Column("address_type", sa.String(16), nullable=False),
    )
    op.create_index("ix_address_location_id", "address", ["location_id"])
    op.create_table(
        "service",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column(
            "organization_id", sa.String(36), sa.ForeignKey("organization.id"), nullable=False
        ),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("url", sa.Text()),
        sa.Column("email", sa.Text()),
        sa.Column("status", sa.String(24), nullable=False),
        sa.Column("alert", sa.Text(), nullable=False),
        sa.Column("minimum_age", sa.Integer()),
        sa.Column("maximum_age", sa.Integer()),
        sa.Column("age_basis", sa.String(8)),
        sa.Column("eligibility_description", sa.Text(), nullable=False),
        sa.Column("application_process", sa.Text(), nullable=False),
        sa.Column("wait_time", sa.Text(), nullable=False),
        sa.Column("fees_description", sa.Text(), nullable=False),
        sa.Column("free", sa.Boolean()),
        sa.Column("is_support", sa.Boolean()),
        sa.Column("is_activity", sa.Boolean()),
        sa.Column("in_person", sa.Boolean(), nullable=False),
        sa.Column("online", sa.Boolean(), nullable=False),
        sa.Column("drop_in", sa.Boolean()),
        sa.Column("referral_needed", sa.Boolean()),
        sa.Column("assured_date", sa.Date()),
        sa.Column("licenses", sa.Text(), nullable=False),
        sa.Column("fictional", sa.Boolean(), nullable=False),
        sa.Column("last_modified", UtcDateTime(), nullable=False),
    )
    op.create_index("ix_service_organization_id", "service", ["organization_id"])
    op.create_table(
        "taxonomy_term",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("taxonomy_id", sa.String(36), sa.ForeignKey("taxonomy.id"), nullable=False),
        sa.Column("code", sa.String(60), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
    )
    op.create_table(
        "attribute",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("link_id", sa.String(36), nullable=False),
        sa.Column("link_entity", sa.String(24), nullable=False),
        sa.Column(
            "taxonomy_term_id", sa.String(36), sa.ForeignKey("taxonomy_term.id"), nullable=False
        ),
        sa.Column("basis", sa.String(8), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
    )
    op.create_index("ix_attribute_link", "attribute", ["link_entity", "link_id"])
    op.create_table(
        "contact",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column(
            "service_id",
            sa.String(36),
            sa.ForeignKey("service.id", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("name", sa.Text(), nullable=False),
    )
    op.create_index("ix_contact_service_id", "contact", ["service_id"])
    op.create_table(
        "cost_option",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column(
            "service_id",
            sa.String(36),
            sa.ForeignKey("service.id", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("option", sa.Text(), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("amount", sa.Float()),
        sa.Column("amount_description", sa.Text(), nullable=False),
    )
    op.create_index("ix_cost_option_service_id", "cost_option", ["service_id"])
    op.create_table(
        "language",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column(
            "service_id",
            sa.String(36),
            sa.ForeignKey("service.id", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("name", sa.Text(), nullable=False),
    )
    op.create_index("ix_language_service_id", "language", ["service_id"])
    op.create_table(
        "phone",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column(
            "service_id",
            sa.String(36),
            sa.ForeignKey("service.id", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("number", sa.String(60), nullable=False),
    )
    op.create_index("ix_phone_service_id", "phone", ["service_id"])
    op.create_table(
        "provenance",
        sa.Column(
            "service_id",
            sa.String(36),
            sa.ForeignKey("service.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("source", sa.String(200), nullable=False),
        sa.Column("source_id", sa.String(200), nullable=False),
        sa.Column("licence", sa.Text(), nullable=False),
        sa.Column("imported_at", UtcDateTime(), nullable=False),
        sa.Column("row", sa.Integer()),
        sa.Column("digest", sa.String(64), nullable=False),
    )
    op.create_index("ix_provenance_source", "provenance", ["source", "source_id"])
    op.create_table(
        "schedule",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column(
            "service_id",
            sa.String(36),
            sa.ForeignKey("service.id", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("location_id", sa.String(36), sa.ForeignKey("location.id")),
        sa.Column("purpose", sa.String(16), nullable=False),
        sa.Column("freq", sa.String(8)),
        sa.Column("byday", sa.String(32), nullable=False),
        sa.Column("opens_at", sa.String(5)),
        sa.Column("closes_at", sa.String(5)),
        sa.Column("timezone", sa.String(40), nullable=False),
        sa.Column("valid_from", sa.Date()),
        sa.Column("valid_to", sa.Date()),
        sa.Column("term_time", sa.Boolean()),
        sa.Column("description", sa.Text(), nullable=False),
    )
    op.create_index("ix_schedule_service_id", "schedule", ["service_id"])
    op.create_table(
        "search_entry",
        sa.Column("id", ROW_ID, primary_key=True, autoincrement=False),
        sa.Column("doc", sa.BigInteger(), nullable=False),
        sa.Column(
            "service_id",
            sa.String(36),
            sa.ForeignKey("service.id", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("organization_id", sa.String(36), nullable=False),
        sa.Column("lat", sa.Float()),
        sa.Column("lon", sa.Float()),
        sa.Column("area_km", sa.Float(), nullable=False),
        sa.Column("anywhere", sa.Boolean(), nullable=False),
        sa.Column("min_age", sa.Integer()),
        sa.Column("max_age", sa.Integer()),
        sa.Column("age_known", sa.Boolean(), nullable=False),
        sa.Column("free", sa.Boolean()),
        sa.Column("slots", sa.BigInteger()),
        sa.Column("interests", sa.BigInteger(), nullable=False),
        sa.Column("topics", sa.BigInteger(), nullable=False),
        sa.Column("audiences", sa.Integer(), nullable=False),
        sa.Column("access", sa.Integer(), nullable=False),
        sa.Column("languages", sa.Text(), nullable=False),
        sa.Column("is_support", sa.Boolean(), nullable=False),
        sa.Column("is_activity", sa.Boolean(), nullable=False),
        sa.Column("referral_needed", sa.Boolean(), nullable=False),
        sa.Column("checked", sa.Date()),
        sa.Column("expires", sa.Date()),
    )
    op.create_index("ix_search_entry_anywhere", "search_entry", ["anywhere"])
    op.create_index("ix_search_entry_checked", "search_entry", ["checked"])
    op.create_index("ix_search_entry_doc", "search_entry", ["doc"])
    op.create_index("ix_search_entry_service_id", "search_entry", ["service_id"])
    op.create_table(
        "search_card",
        sa.Column("id", ROW_ID, primary_key=True, autoincrement=False),
        sa.Column("card", sa.Text(), nullable=False),
    )
    op.create_table(
        "service_area",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column(
            "service_id",
            sa.String(36),
            sa.ForeignKey("service.id", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("latitude", sa.Float(), nullable=False),
        sa.Column("longitude", sa.Float(), nullable=False),
        sa.Column("radius_km", sa.Float(), nullable=False),
        sa.Column("guessed", sa.Boolean(), nullable=False),
    )
    op.create_index("ix_service_area_service_id", "service_area", ["service_id"])
    op.create_table(
        "service_at_location",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column(
            "service_id",
            sa.String(36),
            sa.ForeignKey("service.id", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("location_id", sa.String(36), sa.ForeignKey("location.id"), nullable=False),
    )
    op.create_index("ix_service_at_location_location_id", "service_at_location", ["location_id"])
    op.create_index("ix_service_at_location_service_id", "service_at_location", ["service_id"])
    sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in SQLITE_INDEX if sqlite else POSTGRESQL_INDEX:
        op.execute(statement)


def downgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    for table in ("search_vocabulary", "search_words", "search_box"):
        if sqlite or table != "search_vocabulary":
            op.execute(f"DROP TABLE {table}")
    for table in TABLES:
        op.drop_table(table)
