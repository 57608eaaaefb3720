package db

import (
	"strings"
	"testing"
)

// InsertRecords makes its statement of InsertRecord's: of one that is written
// otherwise it would put none.
func TestStatementOfManyRecords(t *testing.T) {
	t.Parallel()
	if strings.Count(insertRecord, recordValues) != 1 || strings.Count(insertRecord, "?") != 6 {
		t.Errorf("InsertRecord is not what InsertRecords puts many of:\n%s", insertRecord)
	}
}
