package casebook

import (
	"encoding/json"
	"reflect"
	"testing"
	"time"
)

// full is a head with something in every field.
func full(t testing.TB, text string) Head {
	t.Helper()
	var h Head
	at := time.Date(2026, 11, 24, 9, 30, 0, 123456789, time.UTC)
	v := reflect.ValueOf(&h).Elem()
	for i := range v.NumField() {
		f := v.Field(i)
		switch f.Interface().(type) {
		case time.Time:
			f.Set(reflect.ValueOf(at))
			continue
		case *time.Time:
			f.Set(reflect.ValueOf(&at))
			continue
		case []string:
			f.Set(reflect.ValueOf([]string{text, "", "b"}))
			continue
		case []int:
			f.Set(reflect.ValueOf([]int{1, 20, 0}))
			continue
		}
		switch f.Kind() {
		case reflect.String:
			f.SetString(text)
		case reflect.Bool:
			f.SetBool(true)
		case reflect.Int, reflect.Int64:
			f.SetInt(int64(i) * 1_000_003)
			if i%2 == 0 {
				f.SetInt(-int64(i))
			}
		default:
			t.Fatalf("a field of kind %v", f.Kind())
		}
	}
	h.ID, h.Version = "", 0
	return h
}

// Every field of a head is read without encoding/json, and as it would read it.
func TestEveryFieldOfAHeadIsScanned(t *testing.T) {
	t.Parallel()
	for _, want := range []Head{full(t, "Ruiz, Ana"), full(t, "Андрій 王"), {Name: "", State: ""}} {
		content, err := json.Marshal(want)
		if err != nil {
			t.Fatal(err)
		}
		var got Head
		if !got.scan(string(content)) {
			t.Fatalf("not scanned: %s", content)
		}
		var slow Head
		if err := json.Unmarshal(content, &slow); err != nil {
			t.Fatal(err)
		}
		got = Head{}
		if err := got.Read(content); err != nil || !reflect.DeepEqual(got, slow) {
			t.Errorf("read %+v, want %+v, error %v", got, slow, err)
		}
		for i := range len(content) { // cut short, or harmed
			for _, harmed := range [][]byte{content[:i], append(append(append([]byte{}, content[:i]...), '0'), content[i:]...), append(append(append([]byte{}, content[:i]...), ' '), content[i:]...)} {
				alike(t, harmed)
			}
		}
	}
}

// alike fails where the scan reads what encoding/json reads otherwise.
func alike(t *testing.T, content []byte) {
	t.Helper()
	var fast, slow Head
	if !fast.scan(string(content)) {
		return
	}
	if err := json.Unmarshal(content, &slow); err != nil || !reflect.DeepEqual(fast, slow) {
		t.Fatalf("%s\nscanned as %+v\nis %+v, error %v", content, fast, slow, err)
	}
}

func FuzzHeadScan(f *testing.F) {
	content, err := json.Marshal(full(f, "Ruiz, Ana"))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(content)
	for _, s := range []string{`{}`, `{"name":"a","name":"b"}`, `{"records":-0}`, `{"records":01}`, `{"opened":[1,]}`, `{"questions":[]}`, `{"created":"2026-11-24T09:30:00+02:00"}`, `{"name":"` + "\xff" + `"}`, `{,"name":"a"}`, `{"unread":true}x`, `{"Name":"a"}`, `{"name":null}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(alike)
}
