// SPDX-License-Identifier: CC0-1.0

module example.com/tmsig

go 1.19
