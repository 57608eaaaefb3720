// Command gen writes what is generated from the workflow's table: the document
// docs/WORKFLOW.md, and the list of notices that package notify has to have
// templates for. -check compares and writes nothing.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"oso/internal/server/workflow"
)

func main() {
	check := flag.Bool("check", false, "compare with what is there, and fail where it differs")
	root := flag.String("root", ".", "the module's root")
	flag.Parse()
	files := map[string]string{
		"docs/WORKFLOW.md": workflow.Markdown(),
		"internal/server/notify/testdata/notices.txt": strings.Join(workflow.NoticeNames(), "\n") + "\n",
	}
	code := 0
	for path, want := range files {
		path = filepath.Join(*root, path)
		if *check {
			if got, err := os.ReadFile(path); err != nil || string(got) != want {
				fmt.Fprintf(os.Stderr, "%s is not what the table says: run go generate ./internal/server/workflow\n", path)
				code = 1
			}
			continue
		}
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			fmt.Fprintln(os.Stderr, err)
			code = 1
		}
	}
	os.Exit(code)
}
