package cli

import (
	"context"

	"oso/internal/errs"
)

func importRecords(context.Context, *call) (any, error) {
	return nil, errs.E(errs.Unsupported, "import", "Import is not in this build.")
}
