package process

import (
	"bytes"
	"errors"
	"os"
	"strconv"
	"strings"
	"unsafe"
)

// forget overwrites a variable's value where the system and the runtime keep
// it: /proc/PID/environ shows what the process began with, whatever it unset
// since. value is the string that the runtime gave.
func forget(name, value string) error {
	overwrite(value)
	begin, end, err := environment()
	if err != nil {
		return err
	}
	mem, err := os.OpenFile("/proc/self/mem", os.O_RDWR, 0)
	if err != nil {
		return err
	}
	defer mem.Close()
	all := make([]byte, end-begin)
	if _, err := mem.ReadAt(all, begin); err != nil {
		return err
	}
	defer clear(all)
	at := 0
	for entry := range bytes.SplitSeq(all, []byte{0}) {
		if rest, ok := bytes.CutPrefix(entry, []byte(name+"=")); ok && len(rest) > 0 {
			if _, err := mem.WriteAt(make([]byte, len(rest)), begin+int64(at+len(name)+1)); err != nil {
				return err
			}
		}
		at += len(entry) + 1
	}
	return nil
}

// overwrite takes a string of the runtime's own environment out of memory. It
// is heap memory there, and nobody else reads it once the variable is unset.
func overwrite(value string) {
	if value != "" {
		clear(unsafe.Slice(unsafe.StringData(value), len(value)))
	}
}

// environment tells where the system laid the variables down at the start.
func environment() (begin, end int64, err error) {
	b, err := os.ReadFile("/proc/self/stat")
	if err != nil {
		return 0, 0, err
	}
	// The program's name may hold spaces and brackets; what follows it does not.
	_, rest, _ := strings.Cut(string(b[bytes.LastIndexByte(b, ')'):]), " ")
	f := strings.Fields(rest) // field 3 of proc(5) is the first here
	if len(f) < 49 {
		return 0, 0, errors.New("environment: not in the process's state")
	}
	begin, err1 := strconv.ParseInt(f[47], 10, 64) // field 50
	end, err2 := strconv.ParseInt(f[48], 10, 64)
	if err := errors.Join(err1, err2); err != nil || begin <= 0 || end <= begin {
		return 0, 0, errors.Join(err, errors.New("environment: its place is not told"))
	}
	return begin, end, nil
}
