import GRDB

/// The tables of the sandbox's state.
enum Schema {
    static let text = """
        CREATE TABLE IF NOT EXISTS doors (
            id INTEGER PRIMARY KEY,
            buildingId TEXT NOT NULL,
            code TEXT NOT NULL,
            doorType INTEGER NOT NULL,
            door TEXT NOT NULL,
            wireDoor TEXT NOT NULL,
            buildingName TEXT NOT NULL,
            buildingNo TEXT NOT NULL,
            unit TEXT NOT NULL,
            name TEXT NOT NULL,
            provinceId TEXT NOT NULL,
            cityId TEXT NOT NULL,
            disId TEXT NOT NULL,
            UNIQUE (buildingId, code, doorType, door)
        );
        CREATE INDEX IF NOT EXISTS doorsByCode ON doors (code, doorType, door);
        CREATE TABLE IF NOT EXISTS grants (
            doorId INTEGER NOT NULL,
            kind INTEGER NOT NULL,
            authoredMobile TEXT NOT NULL,
            authoredName TEXT NOT NULL,
            author TEXT NOT NULL,
            startTime INTEGER NOT NULL,
            endTime INTEGER NOT NULL,
            password TEXT,
            PRIMARY KEY (doorId, kind, authoredMobile)
        ) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS openings (
            id INTEGER PRIMARY KEY,
            doorId INTEGER NOT NULL,
            time INTEGER NOT NULL,
            type INTEGER NOT NULL,
            opener TEXT NOT NULL
        );
        CREATE INDEX IF NOT EXISTS openingsByDoor ON openings (doorId, time);
        """

    /// How long one process waits for another, seconds.
    static let patience = 30.0

    /// How the file is opened.
    ///
    /// Losing the last writes with the machine's power is fine for a stand-in, so nothing waits for
    /// the disk; a killed process loses nothing.
    static var configuration: Configuration {
        var configuration = Configuration()
        configuration.journalMode = .wal
        // Every command on a sandbox workspace has a service of its own, on the one file.
        configuration.busyMode = .timeout(patience)
        configuration.label = "sandbox"
        configuration.prepareDatabase { try $0.execute(sql: "PRAGMA synchronous = OFF") }
        return configuration
    }
}
