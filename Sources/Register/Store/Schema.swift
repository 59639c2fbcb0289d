import GRDB

/// The tables of `register.sqlite`, version by version.
enum Schema {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1") { db in
            for sql in first { try db.execute(sql: sql) }
        }
        migrator.registerMigration("restored") { db in
            // When the workspace was brought back from a backup, by the entry that tells of it.
            try db.execute(
                sql: "CREATE TABLE restores (seq INTEGER PRIMARY KEY, at INTEGER NOT NULL) STRICT"
            )
        }
        migrator.registerMigration("runWords") { db in
            try db.execute(
                sql: "CREATE TABLE runWords (run TEXT PRIMARY KEY, operator TEXT NOT NULL, "
                    + "arguments TEXT NOT NULL, waiting INTEGER NOT NULL) STRICT, WITHOUT ROWID"
            )
        }
        migrator.registerMigration("followed") { db in
            for sql in followed { try db.execute(sql: sql) }
        }
        migrator.registerMigration("imports") { db in
            for sql in imports { try db.execute(sql: sql) }
        }
        migrator.registerMigration("retired") { db in
            try db.execute(
                sql: "ALTER TABLE doors ADD COLUMN isRetired INTEGER NOT NULL DEFAULT 0"
            )
        }
        return migrator
    }

    /// Which log the register follows, and what it holds of it beyond its mark.
    private static let followed = [
        "ALTER TABLE progress ADD COLUMN origin TEXT",
        "ALTER TABLE progress ADD COLUMN edge TEXT",
        "CREATE TABLE ahead (seq INTEGER PRIMARY KEY) STRICT",
    ]

    private static let imports = [
        """
        CREATE TABLE imports (
            number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,
            what TEXT NOT NULL, at INTEGER NOT NULL, count INTEGER NOT NULL, undone INTEGER
        ) STRICT
        """,
        // What a door was before an import, if it was there, and after it.
        """
        CREATE TABLE importedDoors (
            import TEXT NOT NULL REFERENCES imports (id),
            doorId INTEGER NOT NULL REFERENCES doors (id) ON DELETE CASCADE,
            before TEXT, after TEXT NOT NULL,
            PRIMARY KEY (import, doorId)
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX importedDoorsByDoor ON importedDoors (doorId)",
    ]

    private static let first = [
        """
        CREATE TABLE doors (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            buildingId TEXT NOT NULL, code TEXT NOT NULL, doorType INTEGER NOT NULL,
            door TEXT NOT NULL, wireDoor TEXT NOT NULL,
            buildingName TEXT NOT NULL, buildingNo TEXT NOT NULL, unit TEXT NOT NULL,
            name TEXT NOT NULL, provinceId TEXT NOT NULL, cityId TEXT NOT NULL,
            disId TEXT NOT NULL,
            isProtected INTEGER NOT NULL, isOccupied INTEGER NOT NULL,
            version INTEGER NOT NULL, lastSeq INTEGER NOT NULL,
            synchronization INTEGER NOT NULL, asking INTEGER NOT NULL, synchronized TEXT,
            CHECK (doorType IN (1, 2)), CHECK (doorType = 2 OR door = '')
        ) STRICT
        """,
        "CREATE UNIQUE INDEX doorsByKey ON doors (buildingId, code, doorType, door)",
        "CREATE INDEX doorsByBuilding ON doors (buildingId)",
        "CREATE INDEX doorsByCode ON doors (code)",
        """
        CREATE TABLE grants (
            id INTEGER PRIMARY KEY,
            doorId INTEGER NOT NULL REFERENCES doors (id) ON DELETE CASCADE,
            kind INTEGER NOT NULL, authoredMobile TEXT NOT NULL,
            status INTEGER NOT NULL, confidence INTEGER NOT NULL, confirmedAt INTEGER,
            startTime INTEGER, endTime INTEGER,
            author TEXT NOT NULL, authoredName TEXT NOT NULL,
            password TEXT, open TEXT, previous TEXT,
            CHECK (authoredMobile <> '')
        ) STRICT
        """,
        "CREATE UNIQUE INDEX grantsByKey ON grants (doorId, kind, authoredMobile)",
        "CREATE INDEX grantsByMobile ON grants (authoredMobile)",
        """
        CREATE TABLE strangers (
            buildingId TEXT NOT NULL, code TEXT NOT NULL, doorType INTEGER NOT NULL,
            door TEXT NOT NULL, lastSeq INTEGER NOT NULL,
            PRIMARY KEY (buildingId, code, doorType, door)
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE runs (
            number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,
            mode TEXT NOT NULL, state TEXT NOT NULL, script TEXT NOT NULL,
            started INTEGER NOT NULL, ended INTEGER, counts TEXT NOT NULL, report TEXT
        ) STRICT
        """,
        """
        CREATE TABLE items (
            run TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
            each INTEGER NOT NULL, number INTEGER NOT NULL,
            key TEXT NOT NULL, outcome TEXT NOT NULL, detail TEXT NOT NULL,
            PRIMARY KEY (run, each, number)
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE TABLE progress (appliedSeq INTEGER NOT NULL) STRICT",
        "INSERT INTO progress VALUES (-1)",
    ]
}
