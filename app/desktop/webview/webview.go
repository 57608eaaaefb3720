// Package webview makes the window's webview keep nothing and show nothing but
// our pages.
//
// Wails makes the webview; where it is WebKitGTK this package takes its place
// at two of the calls that Wails makes, by the linker (webkit_linux.go). A
// program gets that by importing the package, which main does for
// DisplayOpens. What the pages may ask is app/desktop's.
package webview
