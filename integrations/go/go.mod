module example.com/tmsig

go 1.19
