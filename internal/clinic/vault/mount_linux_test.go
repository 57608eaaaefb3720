package vault

import "syscall"

// mountSmall mounts 6 MB of memory as a file system; only root may.
func mountSmall(dir string) error { return syscall.Mount("oso-test", dir, "tmpfs", 0, "size=6m") }
