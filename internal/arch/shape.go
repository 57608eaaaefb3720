package arch

import (
	"bytes"
	"go/ast"
	"go/token"
	"go/types"
	"path"
	"strconv"
	"strings"
)

type reporter = func(where, format string, args ...any) // notes one problem; args are for format

// Names that say nothing: what would be found in such a package belongs to the
// noun it is about.
var vague = map[string]bool{"util": true, "utils": true, "common": true, "helper": true, "helpers": true, "models": true, "types": true, "misc": true}

// checkDoc wants a doc comment on every package, in one file of it.
func checkDoc(p *pkg, report reporter) {
	name, code := "", false
	for _, f := range p.files {
		if f.test {
			continue
		}
		code = true
		name = f.ast.Name.Name
		if vague[name] {
			report(f.path, "package %s says nothing: name it for what it provides", name)
		}
	}
	if !code {
		return // only tests: their names speak
	}
	for _, f := range p.files {
		if f.test || f.ast.Doc == nil {
			continue
		}
		text := f.ast.Doc.Text()
		if name == "main" || strings.HasPrefix(text, "Package "+name+" ") {
			return
		}
		report(f.path, "its package comment does not begin with \"Package %s\"", name)
		return
	}
	report(p.dir, "package %s has no doc comment: what it is for, what it promises, what it leaves to others", name)
}

// Package-level values of these types exist to be changed.
var mutable = map[string]bool{
	"sync.Mutex": true, "sync.RWMutex": true, "sync.Once": true, "sync.Map": true, "sync.WaitGroup": true, "sync.Cond": true,
	"atomic.Bool": true, "atomic.Int32": true, "atomic.Int64": true, "atomic.Uint32": true, "atomic.Uint64": true,
	"atomic.Value": true, "atomic.Pointer": true,
}

// checkState refuses func init and package-level variables that the package
// changes. Tables and error values that are only read are welcome.
func checkState(fset *token.FileSet, p *pkg, report reporter) {
	at := func(pos token.Pos) string {
		w := fset.Position(pos)
		return w.Filename + ":" + strconv.Itoa(w.Line)
	}

	// One set of files per package clause: package x and x_test are two.
	byName := map[string][]*ast.File{}
	skip := map[*ast.File]bool{}
	for _, f := range p.files {
		byName[f.ast.Name.Name] = append(byName[f.ast.Name.Name], f.ast)
		skip[f.ast] = f.test || f.generated
	}
	for name, files := range byName {
		// Names are resolved by the type checker, so that a local variable that
		// hides a package's is not taken for it. It is given no imports and told
		// to go on: what an import would tell is not needed for names.
		info := &types.Info{Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{}}
		config := types.Config{Error: func(error) {}, Importer: nowhere{}, FakeImportC: true}
		tp, _ := config.Check(name, fset, files, info)
		if tp == nil {
			continue
		}
		isState := func(e ast.Expr) *ast.Ident {
			id := root(e)
			if id == nil {
				return nil
			}
			v, ok := info.Uses[id].(*types.Var)
			if ok && v.Parent() == tp.Scope() {
				return id
			}
			return nil
		}
		for _, f := range files {
			if skip[f] {
				continue
			}
			for _, decl := range f.Decls {
				switch d := decl.(type) {
				case *ast.FuncDecl:
					if d.Recv == nil && d.Name.Name == "init" {
						report(at(d.Pos()), "has a func init: do it where the program is put together")
					}
				case *ast.GenDecl:
					if d.Tok != token.VAR {
						continue
					}
					for _, s := range d.Specs {
						v := s.(*ast.ValueSpec)
						if t, bad := changeable(v.Type); bad {
							report(at(v.Pos()), "package-level %s: state belongs to a struct that somebody owns", t)
						}
						for _, value := range v.Values {
							if lit, ok := value.(*ast.CompositeLit); ok {
								if t, bad := changeable(lit.Type); bad {
									report(at(v.Pos()), "package-level %s: state belongs to a struct that somebody owns", t)
								}
							}
						}
					}
				}
			}
			ast.Inspect(f, func(n ast.Node) bool {
				switch s := n.(type) {
				case *ast.AssignStmt:
					if s.Tok == token.DEFINE {
						return true
					}
					for _, l := range s.Lhs {
						if id := isState(l); id != nil {
							report(at(s.Pos()), "changes the package-level variable %s", id.Name)
						}
					}
				case *ast.IncDecStmt:
					if id := isState(s.X); id != nil {
						report(at(s.Pos()), "changes the package-level variable %s", id.Name)
					}
				case *ast.CallExpr:
					fn, ok := s.Fun.(*ast.Ident)
					if ok && (fn.Name == "delete" || fn.Name == "clear") && len(s.Args) > 0 {
						if id := isState(s.Args[0]); id != nil {
							report(at(s.Pos()), "changes the package-level variable %s", id.Name)
						}
					}
				}
				return true
			})
		}
	}
}

// root is the variable that an expression like a.b[i].c changes.
func root(e ast.Expr) *ast.Ident {
	for {
		switch x := e.(type) {
		case *ast.Ident:
			return x
		case *ast.IndexExpr:
			e = x.X
		case *ast.SelectorExpr:
			e = x.X
		case *ast.StarExpr:
			e = x.X
		case *ast.ParenExpr:
			e = x.X
		default:
			return nil
		}
	}
}

// changeable names the type if it is one that exists to be changed.
func changeable(e ast.Expr) (string, bool) {
	switch x := e.(type) {
	case *ast.ChanType:
		return "chan", true
	case *ast.IndexExpr: // atomic.Pointer[T]
		return changeable(x.X)
	case *ast.SelectorExpr:
		if id, ok := x.X.(*ast.Ident); ok {
			name := id.Name + "." + x.Sel.Name
			return name, mutable[name]
		}
	}
	return "", false
}

// nowhere answers every import with an empty package of that name, so that
// checking goes on.
type nowhere struct{}

func (nowhere) Import(name string) (*types.Package, error) {
	p := types.NewPackage(name, path.Base(name))
	p.MarkComplete()
	return p, nil
}

// lineLimit is how long a file of this name may be; 0 for a file that nobody
// reads as code. Tests may be longer: a table is read row by row.
func lineLimit(name string) int {
	switch path.Ext(name) {
	case ".go", ".ts", ".tsx":
	default:
		return 0
	}
	if strings.HasSuffix(name, "_test.go") || strings.Contains(path.Base(name), ".test.ts") {
		return 800
	}
	return 500
}

func countLines(src []byte) int {
	n := bytes.Count(src, []byte("\n"))
	if len(src) > 0 && src[len(src)-1] != '\n' {
		n++
	}
	return n
}

// generatedText tells a generated file by Go's rule, for TypeScript too: a
// comment line near its top that says so.
func generatedText(src []byte) bool {
	head := src
	if len(head) > 2048 {
		head = head[:2048]
	}
	for _, line := range strings.Split(string(head), "\n") {
		line = strings.TrimSuffix(line, "\r")
		if strings.HasPrefix(line, "// Code generated ") && strings.HasSuffix(line, " DO NOT EDIT.") {
			return true
		}
	}
	return false
}
