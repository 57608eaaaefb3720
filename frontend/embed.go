// Package frontend carries the built pages of the staff console, so that the
// server is one file.
//
// It promises a file system rooted at dist/console, with an index.html once
// `npm run build` has run here, and with nothing but a .gitkeep before. The
// pages expect to be mounted under /console/ and to get index.html for every
// path below it that is not a file. Headers, caching and sessions are left to
// the server; the desktop's pages are embedded by main.go.
package frontend

import (
	"embed"
	"io/fs"
)

//go:embed all:dist/console
var dist embed.FS

// Console is the staff console's page.
func Console() fs.FS {
	f, err := fs.Sub(dist, "dist/console")
	if err != nil {
		panic(err) // the directive above names the folder
	}
	return f
}
