package dicom

import (
	"bytes"
	"context"
	"reflect"
	"testing"

	"oso/internal/errs"
)

func TestInflate(t *testing.T) {
	t.Parallel()
	plain := explicit().object().image().Bytes()
	packed := file("", deflated, deflate(t, plain))
	var out bytes.Buffer
	if err := Inflate(context.Background(), &out, bytes.NewReader(packed), int64(len(packed)), Limits{}); err != nil {
		t.Fatal(err)
	}
	got, want := read(t, out.Bytes()), read(t, file("", explicitLittle, plain))
	if !reflect.DeepEqual(got, want) || codes(got) != "" {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	for name, b := range map[string][]byte{
		"not deflated": file("", explicitLittle, plain),
		"cut":          packed[:len(packed)-9],
		"bomb":         file("", deflated, deflate(t, append(plain, make([]byte, 2<<20)...))),
		"no DICOM":     []byte("Dear colleague"),
	} {
		err := Inflate(context.Background(), &bytes.Buffer{}, bytes.NewReader(b), int64(len(b)), Limits{InflatedFloor: 1 << 20})
		if !errs.Is(err, errs.Unreadable) {
			t.Errorf("%s: error %v, want kind unreadable", name, err)
		}
	}
}
