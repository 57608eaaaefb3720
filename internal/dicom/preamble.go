package dicom

import (
	"bytes"
	"strings"

	"github.com/suyashkumar/dicom/pkg/tag"
)

// executables are the first bytes of programs. A DICOM file may carry anything
// in its preamble (PS3.10 7.1), so it can be a program at the same time
// (CVE-2019-11687). A TIFF header is the standard's own use and no reason to warn.
var executables = []string{
	"MZ", "\x7fELF", "#!", "\xfe\xed\xfa\xce", "\xfe\xed\xfa\xcf", "\xce\xfa\xed\xfe", "\xcf\xfa\xed\xfe",
	"\xca\xfe\xba\xbe", "dex\n", "\x00asm", "PK\x03\x04", "Rar!", "7z\xbc\xaf", "@echo", "%PDF", "\xd0\xcf\x11\xe0",
}

// scripts are looked for anywhere in the preamble, in lower case.
var scripts = []string{"<script", "<html", "<!doctype", "<?php", "<svg", "<iframe", "javascript:", "powershell", "<%"}

// suspicious tells whether a preamble looks like a program, an archive, a
// script or a page.
func suspicious(preamble []byte) bool {
	for _, m := range executables {
		if strings.HasPrefix(string(preamble), m) {
			return true
		}
	}
	low := bytes.ToLower(preamble)
	for _, m := range scripts {
		if bytes.Contains(low, []byte(m)) {
			return true
		}
	}
	return false
}

// bare tells whether head, the start of a file of size bytes, reads as a data
// set without preamble: at least two elements of the first groups in ascending
// order with lengths that fit. Chance does not do that.
func bare(head []byte, size int64) bool {
	for _, form := range []struct{ implicit, bigEndian bool }{{false, false}, {true, false}, {false, true}} {
		if bareIn(head, size, form.implicit, form.bigEndian) {
			return true
		}
	}
	return false
}

func bareIn(head []byte, size int64, implicit, bigEndian bool) bool {
	var last uint32
	at, met := int64(0), 0
	for met < 4 {
		if at+8 > int64(len(head)) {
			return met >= 2
		}
		e, ok := parseHead(head[at:], implicit, bigEndian)
		group := uint16(e.tag >> 16)
		if !ok || e.tag <= last && met > 0 || !implicit && e.vr == "" || e.length == undefined {
			return false
		}
		if known, _ := vrForm(e.vr); !implicit && !known {
			return false
		}
		if met == 0 && group != 2 && group != 8 {
			return false
		}
		if implicit {
			if _, err := tag.Find(tag.Tag{Group: group, Element: uint16(e.tag)}); err != nil {
				return false
			}
		}
		last = e.tag
		at += int64(e.head) + int64(e.length)
		if at > size {
			return false
		}
		met++
	}
	return true
}
