import ALMS

/// The `yeeuu.yaml` of a new workspace.
enum SettingsText {
    /// The text; `target` and `partnerId` are quoted.
    static func make(target: String, partnerId: String) -> String {
        """
        # What this workspace talks to, and its bounds. Each key is also a variable of the
        # environment: YEEUU_PACE_PER_SECOND. The secret is none of them: it is in keys/secret.
        target: \(JSON.string(target).encoded)
        partner_id: \(JSON.string(partnerId).encoded)
        time_zone: Asia/Shanghai

        # pace:
        #   per_second: 2
        #   concurrency: 4

        # What stands here holds whatever the command line says; it can only narrow it.
        policy:
          keep_a_way_in: true
          # max_failures: 10%
          # max_offline: 20%
          # max_changes: 500
          # hours: 09:00-18:00

        """
    }
}
