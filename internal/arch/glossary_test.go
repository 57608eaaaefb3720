package arch

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// declared gathers the exported names of every package: "seal.Receipt",
// "seal.Receipt.Epoch" for fields and methods.
func declared(t *testing.T, top string) map[string]bool {
	t.Helper()
	names := map[string]bool{}
	fset := token.NewFileSet()
	err := filepath.WalkDir(top, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if rel, _ := filepath.Rel(top, path); d.IsDir() && skipped(filepath.ToSlash(rel)) {
			return fs.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		f, err := parser.ParseFile(fset, path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		pkg := f.Name.Name + "."
		for _, decl := range f.Decls {
			switch d := decl.(type) {
			case *ast.FuncDecl:
				on := pkg
				if d.Recv != nil {
					if id := root(d.Recv.List[0].Type); id != nil {
						on += id.Name + "."
					}
				}
				names[on+d.Name.Name] = true
			case *ast.GenDecl:
				for _, s := range d.Specs {
					switch s := s.(type) {
					case *ast.ValueSpec:
						for _, n := range s.Names {
							names[pkg+n.Name] = true
						}
					case *ast.TypeSpec:
						names[pkg+s.Name.Name] = true
						if st, ok := s.Type.(*ast.StructType); ok {
							for _, field := range st.Fields.List {
								for _, n := range field.Names {
									names[pkg+s.Name.Name+"."+n.Name] = true
								}
							}
						}
					}
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// The glossary names code that is there: whoever renames a thing comes by the
// page that says what it is called.
func TestGlossaryNamesWhatIsThere(t *testing.T) {
	t.Parallel()
	top, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	page, err := os.ReadFile(filepath.Join(top, "docs", "GLOSSARY.md"))
	if err != nil {
		t.Fatal(err)
	}
	names := declared(t, top)
	found := regexp.MustCompile("`([a-z][a-z0-9]*(?:\\.[A-Z][A-Za-z0-9]*)+)`").FindAllSubmatch(page, -1)
	if len(found) < 50 {
		t.Fatalf("%d names are in the glossary", len(found))
	}
	for _, m := range found {
		if !names[string(m[1])] {
			t.Errorf("docs/GLOSSARY.md says %s, which is nowhere in the code", m[1])
		}
	}
}
