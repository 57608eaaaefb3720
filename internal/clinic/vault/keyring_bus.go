//go:build unix && !darwin

package vault

import (
	"os"
	"path/filepath"
	"strconv"
)

// sessionBus tells whether there is a session bus to ask for the keyring.
// Without one the library would start a bus, the bus a keyring daemon, and both
// would outlive the program and serve nobody.
func sessionBus() bool {
	if a := os.Getenv("DBUS_SESSION_BUS_ADDRESS"); a != "" && a != "autolaunch:" {
		return true
	}
	return busIn(filepath.Join("/run/user", strconv.Itoa(os.Getuid())))
}

// busIn tells whether the session's folder names a bus, where the library
// looks for one.
func busIn(dir string) bool {
	for _, name := range []string{"bus", "dbus-session"} {
		if _, err := os.Stat(filepath.Join(dir, name)); err == nil {
			return true
		}
	}
	return false
}
