module keelson.test/tools/probe

go 1.24.0
