package importer

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"
)

// A mark is what a later import knows a file by, also when it comes from
// another drive or out of an archive: short, so that half a million fit.
func mark(parts ...any) string {
	sum := sha256.Sum256(fmt.Append(nil, parts...))
	return base64.RawURLEncoding.EncodeToString(sum[:9])
}

// fileMark knows a file of the file system by the last two parts of its place,
// its size and its time.
func fileMark(stored string, size int64, at time.Time) string {
	dir, name := path.Split(strings.ToLower(stored))
	return mark("file\x00", path.Base(dir), "\x00", name, "\x00", size, "\x00", at.Unix())
}

// contentMark knows bytes wherever they lie, as an archive's directory does.
func contentMark(crc uint32, size int64) string { return mark("content\x00", crc, "\x00", size) }

// placeMark knows whatever lies at a place.
func placeMark(p string) string {
	if abs, err := filepath.Abs(p); err == nil {
		p = abs
	}
	return mark("place\x00", p)
}

// Roots are marks of what lies at the paths now: with them Run refuses to
// read another disc that was put into the same drive meanwhile.
func Roots(paths []string) []string {
	var out []string
	for _, p := range paths {
		out = append(out, rootMark(p))
	}
	return out
}

// rootMark knows what was given by its time, a file by its size, and a folder
// by what lies in it: the top of a stick has no time of its own. It is empty
// where nothing is there.
func rootMark(p string) string {
	fi, err := os.Stat(p)
	if err != nil {
		return ""
	}
	if !fi.IsDir() {
		return mark("root\x00", fi.Size(), "\x00", fi.ModTime().UnixNano())
	}
	entries, err := os.ReadDir(p)
	if err != nil {
		return mark("root\x00", 0, "\x00", fi.ModTime().UnixNano())
	}
	parts := []any{"root\x00", fi.ModTime().UnixNano()}
	for _, e := range entries {
		in, err := e.Info()
		switch {
		case err != nil || !in.Mode().IsRegular():
			parts = append(parts, "\x00", e.Name())
		default:
			parts = append(parts, "\x00", e.Name(), "\x00", in.Size(), "\x00", in.ModTime().Unix())
		}
	}
	return mark(parts...)
}

// sameRoots tells by marks whether what lies somewhere now is what lay there before.
func sameRoots(now, before []string) error {
	if len(before) != len(now) {
		return nil // it is not known
	}
	for i, was := range before {
		switch {
		case was == "" || now[i] == was:
		case now[i] == "":
			return awayError()
		default:
			return otherError()
		}
	}
	return nil
}
