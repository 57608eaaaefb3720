// Package frontend carries the built pages of the staff console and of the
// patient portal, so that the server is one file.
//
// It promises file systems rooted at dist/console and dist/portal, each with an
// index.html once `npm run build` has run here, and with nothing but a
// .gitkeep before. Both pages expect to be mounted under a path of their own
// name (/console/, /portal/) and to get index.html for every path below it
// that is not a file. Headers, caching and sessions are left to the server;
// the desktop's pages are embedded by main.go.
package frontend

import (
	"embed"
	"io/fs"
)

//go:embed all:dist/console all:dist/portal
var dist embed.FS

// Console is the staff console's page.
func Console() fs.FS { return sub("dist/console") }

// Portal is the patient portal's page.
func Portal() fs.FS { return sub("dist/portal") }

func sub(dir string) fs.FS {
	f, err := fs.Sub(dist, dir)
	if err != nil {
		panic(err) // the directive above names the folder
	}
	return f
}
