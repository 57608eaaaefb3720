package db

import (
	"strings"
	"testing"
)

// Many rows are put by the statement of one: of one that is written otherwise
// nothing would be put.
func TestStatementsOfMany(t *testing.T) {
	t.Parallel()
	for statement, one := range map[string]string{insertRecord: recordValues, insertNamedChunk: chunkValues} {
		if strings.Count(statement, one) != 1 || strings.Count(statement, "?") != strings.Count(one, "?") {
			t.Errorf("this is not the statement of one row:\n%s", statement)
		}
	}
}
