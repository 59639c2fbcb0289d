std = "lua54"
max_line_length = 120
not_globals = { "io", "package", "dofile", "loadfile" }
read_globals = {
  help = {},
  yeeuu = {
    fields = {
      dry_run = {},
      target = {},
      run_id = {},
      version = {},
      synchronize_apartments = {},
      auth = {},
      delete_auth = {},
      remote_action = {},
      generate_password = {},
      remove_password = {},
      get_device_logs = {},
      get_device_logs_page_count = {},
      doors = {},
      door = {},
      grants = {},
      each = {},
      args = {},
      needs = {},
      sleep = {},
      print_table = {},
      password = {},
      now = {},
      time = {},
      date = {},
      json = { fields = { decode = {}, encode = {} } },
      log = { fields = { info = {}, warn = {} } },
      csv = { fields = { read = {}, write = {} } },
    },
  },
}
