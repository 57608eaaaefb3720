//go:build linux && automation

package webview

// A test build lets a WebDriver drive the window: see webkit_linux.go. The
// programs people get are built without this tag.

// #cgo CFLAGS: -DOSO_AUTOMATION
import "C"
