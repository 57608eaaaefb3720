//go:build !windows

package importer

import "syscall"

// noFollow refuses a link at the last step, and does not wait for the other
// end of a pipe.
const noFollow = syscall.O_NOFOLLOW | syscall.O_NONBLOCK
