package dbtest

import (
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

func TestMain(m *testing.M) { Main(m) }

// child makes the tests that are called TestOf a test program of its own.
const child = "OSO_TEST_ROUNDS"

func TestOfADatabase(t *testing.T) {
	if os.Getenv(child) == "" {
		t.Skip("it is for the other test")
	}
	t.Run("within", func(t *testing.T) { t.Logf("ran=%s PostgreSQL=%t", t.Name(), PostgreSQL(t)) })
	t.Run("other", func(t *testing.T) { t.Logf("ran=%s", t.Name()) })
}

func TestOfNone(t *testing.T) {
	if os.Getenv(child) == "" {
		t.Skip("it is for the other test")
	}
	t.Logf("ran=%s", t.Name())
}

func TestOfPostgreSQLAlone(t *testing.T) {
	if os.Getenv(child) == "" {
		t.Skip("it is for the other test")
	}
	Only(t)
	t.Logf("ran=%s", t.Name())
}

// What asks for a database runs on both where there are both, what does not runs
// once, and what -run leaves out is left out of both rounds.
func TestRounds(t *testing.T) {
	t.Parallel()
	sqlite := []string{"ran=TestOfADatabase/within PostgreSQL=false", "ran=TestOfADatabase/other", "ran=TestOfNone"}
	for name, c := range map[string]struct {
		server, run string
		want        []string
	}{
		"without a server": {"", "^TestOf", sqlite},
		"with a server":    {"postgres://nowhere", "^TestOf", append(sqlite[:3:3], "ran=TestOfADatabase/within PostgreSQL=true", "ran=TestOfADatabase/other", "ran=TestOfPostgreSQLAlone")},
		"one subtest":      {"postgres://nowhere", "^TestOfA/within", []string{sqlite[0], "ran=TestOfADatabase/within PostgreSQL=true"}},
		"no database":      {"postgres://nowhere", "^TestOfNone$", []string{"ran=TestOfNone"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cmd := exec.Command(os.Args[0], "-test.v", "-test.run", c.run)
			cmd.Env = append(os.Environ(), child+"=1", Env+"="+c.server)
			out, err := cmd.CombinedOutput()
			if err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			var got []string
			for line := range strings.Lines(string(out)) {
				if _, ran, found := strings.Cut(line, "ran="); found {
					got = append(got, "ran="+strings.TrimSpace(ran))
				}
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("ran %q, want %q", got, c.want)
			}
		})
	}
}
