package dbtest

import (
	"flag"
	"fmt"
	"os"
	"regexp"
	"strings"
	"sync"
	"testing"
)

// round is which database the tests of a process run on now.
var round struct {
	sync.Mutex
	begun      bool            // by Run
	postgreSQL bool            // the second one
	asked      map[string]bool // tests that asked for a database in the first
}

// Main is the TestMain of a package whose tests have a database.
func Main(m *testing.M) { os.Exit(Run(m)) }

// Run runs a package's tests on SQLite, and then those again that asked for a
// database, on PostgreSQL. So a package is linked once for both, and what has no
// database runs once. Where no PostgreSQL is named the second round is left out.
func Run(m *testing.M) int {
	round.begun, round.asked = true, map[string]bool{}
	code := m.Run()
	if code != 0 || os.Getenv(Env) == "" || len(round.asked) == 0 {
		return code
	}
	round.postgreSQL = true
	only := flag.Lookup("test.run").Value
	_, within, _ := strings.Cut(only.String(), "/") // names of subtests
	if err := only.Set(pattern(round.asked, within)); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	fmt.Printf("%d tests again, on PostgreSQL\n", len(round.asked))
	return m.Run()
}

// pattern is what -run takes for tests by their names, and within them.
func pattern(tests map[string]bool, within string) string {
	var names []string
	for name := range tests {
		names = append(names, regexp.QuoteMeta(name))
	}
	p := "^(" + strings.Join(names, "|") + ")$"
	if within != "" {
		p += "/" + within
	}
	return p
}

// PostgreSQL tells whether a test runs on PostgreSQL now; it will, once it has
// asked.
func PostgreSQL(t testing.TB) bool {
	t.Helper()
	round.Lock()
	defer round.Unlock()
	if !round.begun && os.Getenv(Env) != "" {
		t.Fatal("this package's tests would not run on PostgreSQL: its TestMain has to call dbtest.Main")
	}
	if !round.postgreSQL && round.begun {
		test, _, _ := strings.Cut(t.Name(), "/")
		round.asked[test] = true
	}
	return round.postgreSQL
}
