// Command messages prints the table of the protobuf messages that Kubernetes and OpenShift store in etcd.
//
// It reads the Go sources of API modules, newest first: the field number comes from a field's protobuf tag, the JSON
// name and whether an empty value is left out from its json tag. A protobuf descriptor has neither of the latter, and
// tells no pointer from a value, which decides between "null", an empty value and nothing at all in JSON.
//
//	messages MODULE_DIRECTORY... > messages.txt
package main

import (
	"bufio"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path"
	"path/filepath"
	"reflect"
	"regexp"
	"sort"
	"strconv"
	"strings"
)

// pkg is one Go package that defines API types.
type pkg struct {
	name   string // as in the table: core/v1
	group  string
	types  map[string]*typeDecl
	home   string // the module's path
	stored bool   // has a protobuf encoding
}

type typeDecl struct {
	name    string
	expr    ast.Expr
	imports map[string]string // alias -> import path
	message bool              // a named list or map that is a message with one field, items
}

var (
	fields = map[string]map[int]string{} // message -> number -> rest of the line
	kinds  = map[string]string{}         // "group/version Kind" -> message

	wrappers = map[string]bool{} // messages that are a list or map in JSON

	release string                // the module that is being read
	newest  = map[string]string{} // message -> the newest release that has it
)

func main() {
	modules := []module{}
	for _, directory := range os.Args[1:] {
		modules = append(modules, moduleOf(directory))
	}
	for _, m := range modules {
		release = m.directory
		packages := load(m, modules)
		for _, p := range packages {
			if p.home != m.path || !p.stored || strings.HasPrefix(path.Base(p.name), "test") {
				continue
			}
			for name, t := range p.types {
				p.emit(name, t, packages)
			}
		}
	}
	print()
}

type module struct{ path, directory string }

func moduleOf(directory string) module {
	text, err := os.ReadFile(filepath.Join(directory, "go.mod"))
	check(err)
	match := regexp.MustCompile(`(?m)^module +(\S+)`).FindSubmatch(text)
	return module{string(match[1]), directory}
}

// load reads the packages of m, and those of the other modules that it refers to.
func load(m module, all []module) map[string]*pkg {
	packages := map[string]*pkg{}
	seen := map[string]bool{}
	for _, next := range append([]module{m}, all...) {
		if !seen[next.path] {
			seen[next.path] = true
			for importPath, p := range read(next) {
				packages[importPath] = p
			}
		}
	}
	return packages
}

var cache = map[string]map[string]*pkg{}

func read(m module) map[string]*pkg {
	if done := cache[m.directory]; done != nil {
		return done
	}
	into := map[string]*pkg{}
	cache[m.directory] = into
	check(filepath.WalkDir(m.directory, func(file string, entry os.DirEntry, err error) error {
		check(err)
		if entry.IsDir() && (entry.Name() == "vendor" || entry.Name() == "testdata" || entry.Name() == "tests" ||
			entry.Name() == "tools" || entry.Name() == "payload-command" || entry.Name() == "hack") {
			return filepath.SkipDir
		}
		if entry.IsDir() || !strings.HasSuffix(file, ".go") || strings.HasSuffix(file, "_test.go") ||
			strings.HasPrefix(entry.Name(), "zz_generated") || strings.HasPrefix(entry.Name(), "generated.pb") {
			return nil
		}
		relative, _ := filepath.Rel(m.directory, filepath.Dir(file))
		importPath := path.Join(m.path, filepath.ToSlash(relative))
		p := into[importPath]
		if p == nil {
			p = &pkg{name: shortName(importPath), types: map[string]*typeDecl{}, home: m.path}
			_, err := os.Stat(filepath.Join(filepath.Dir(file), "generated.proto"))
			p.stored = err == nil
			into[importPath] = p
		}
		p.parse(file)
		return nil
	}))
	return into
}

func shortName(importPath string) string {
	name := importPath
	for _, prefix := range []string{"k8s.io/api/", "k8s.io/apimachinery/pkg/apis/", "k8s.io/apimachinery/pkg/",
		"k8s.io/apiextensions-apiserver/pkg/apis/", "k8s.io/kube-aggregator/pkg/apis/"} {
		name = strings.TrimPrefix(name, prefix)
	}
	return strings.Replace(name, "github.com/openshift/api/", "openshift/", 1)
}

func (p *pkg) parse(file string) {
	parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ParseComments)
	check(err)
	imports := map[string]string{}
	for _, spec := range parsed.Imports {
		value, _ := strconv.Unquote(spec.Path.Value)
		alias := path.Base(value)
		if spec.Name != nil {
			alias = spec.Name.Name
		}
		imports[alias] = value
	}
	for _, decl := range parsed.Decls {
		general, ok := decl.(*ast.GenDecl)
		if !ok {
			continue
		}
		for _, spec := range general.Specs {
			switch spec := spec.(type) {
			case *ast.TypeSpec:
				p.types[spec.Name.Name] = &typeDecl{spec.Name.Name, spec.Type, imports,
					strings.Contains(raw(general.Doc)+raw(spec.Doc), "protobuf.nullable")}
			case *ast.ValueSpec:
				for i, name := range spec.Names {
					if (name.Name == "GroupName" || name.Name == "groupName") && i < len(spec.Values) {
						if literal, ok := spec.Values[i].(*ast.BasicLit); ok {
							p.group, _ = strconv.Unquote(literal.Value)
						}
					}
				}
			}
		}
	}
}

func raw(group *ast.CommentGroup) string {
	if group == nil {
		return ""
	}
	lines := []string{}
	for _, comment := range group.List {
		lines = append(lines, comment.Text)
	}
	return strings.Join(lines, "\n")
}

// emit adds the fields of one type that no newer release has.
func (p *pkg) emit(name string, t *typeDecl, packages map[string]*pkg) {
	message := p.name + "." + name
	if t.message {
		add(message, 1, "items", "", p.typeName(t.expr, t, packages))
		wrappers[message] = true
		return
	}
	expr := t.expr
	if same, ok := expr.(*ast.Ident); ok && p.types[same.Name] != nil {
		expr = p.types[same.Name].expr // a kind with the fields of another one
	}
	structure, ok := expr.(*ast.StructType)
	if !ok {
		return
	}
	tagged, isKind := false, false
	for _, f := range structure.Fields.List {
		if f.Tag == nil {
			continue
		}
		text, _ := strconv.Unquote(f.Tag.Value)
		tag := reflect.StructTag(text)
		protobuf := strings.Split(tag.Get("protobuf"), ",")
		if len(protobuf) < 2 {
			if len(f.Names) == 0 && strings.HasSuffix(expression(f.Type), "TypeMeta") {
				isKind = true
			}
			continue
		}
		number, err := strconv.Atoi(protobuf[1])
		if err != nil {
			continue // "-": not stored
		}
		tagged = true
		jsonTag := strings.Split(tag.Get("json"), ",")
		jsonName, flags := jsonTag[0], ""
		for _, option := range jsonTag[1:] {
			switch option {
			case "omitempty":
				flags += "?"
			case "omitzero":
				flags += "0"
			case "inline":
				jsonName = "~"
			}
		}
		if jsonName == "" && len(f.Names) == 0 {
			jsonName = "~"
		}
		if jsonName == "" {
			jsonName = f.Names[0].Name
		}
		if jsonName == "-" {
			continue
		}
		add(message, number, jsonName, flags, p.typeName(f.Type, t, packages))
	}
	if tagged || isKind {
		if fields[message] == nil {
			fields[message] = map[int]string{}
			newest[message] = release
		}
	}
	// A watch event does not name its type, which a stored object of that kind would.
	if (isKind || message == "meta/v1.WatchEvent") && ast.IsExported(name) {
		version := path.Base(p.name)
		groupVersion := version
		if p.group != "" {
			groupVersion = p.group + "/" + version
		}
		kinds[groupVersion+" "+name] = message
	}
}

// add notes a field, unless a newer release has another one of this number. One that newer releases lack, while they
// know the message, is marked: no API server of today writes it into JSON if it is not stored.
func add(message string, number int, name, flags, typeName string) {
	if fields[message] == nil {
		fields[message] = map[int]string{}
		newest[message] = release
	}
	if newest[message] != release {
		flags += "^"
	}
	if _, there := fields[message][number]; !there {
		fields[message][number] = name + flags + " " + typeName
	}
}

// typeName spells a type as the table does: string, bytes, bool, int32, int64, double or a message, behind *, [] or map:.
func (p *pkg) typeName(expr ast.Expr, at *typeDecl, packages map[string]*pkg) string {
	switch expr := expr.(type) {
	case *ast.StarExpr:
		inner := p.typeName(expr.X, at, packages)
		if strings.HasPrefix(inner, "[]") || strings.HasPrefix(inner, "map:") {
			return inner
		}
		return "*" + inner
	case *ast.ArrayType:
		inner := p.typeName(expr.Elt, at, packages)
		if inner == "byte" {
			return "bytes"
		}
		return "[]" + strings.TrimPrefix(inner, "*")
	case *ast.MapType:
		return "map:" + p.typeName(expr.Value, at, packages)
	case *ast.Ident:
		switch expr.Name {
		case "string", "bool", "int32", "int64", "byte":
			return expr.Name
		case "uint8":
			return "byte"
		case "int", "uint", "uint32", "uint64":
			return "int64"
		case "float64":
			return "double"
		}
		return named(p, expr.Name, packages)
	case *ast.SelectorExpr:
		importPath := at.imports[expr.X.(*ast.Ident).Name]
		if importPath == "time" && expr.Sel.Name == "Duration" {
			return "int64"
		}
		target := packages[importPath]
		if target == nil {
			fail("%s.%s refers to %s.%s, whose module is not given", p.name, at.name, importPath, expr.Sel.Name)
		}
		return named(target, expr.Sel.Name, packages)
	}
	fail("%s.%s has a field of a type unknown to this program: %T", p.name, at.name, expr)
	return ""
}

func named(p *pkg, name string, packages map[string]*pkg) string {
	t := p.types[name]
	if t == nil {
		fail("%s has no type %s", p.name, name)
	}
	if _, isStruct := t.expr.(*ast.StructType); isStruct || t.message {
		return p.name + "." + name
	}
	return p.typeName(t.expr, t, packages)
}

func expression(expr ast.Expr) string {
	switch expr := expr.(type) {
	case *ast.SelectorExpr:
		return expr.Sel.Name
	case *ast.Ident:
		return expr.Name
	}
	return ""
}

func print() {
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	fmt.Fprintln(out, "# Messages that Kubernetes and OpenShift store: see app/src/test/go/messages.")
	reachable := map[string]bool{}
	names := []string{}
	for name := range kinds {
		names = append(names, name)
		reach(kinds[name], reachable)
	}
	sort.Strings(names)
	for _, name := range names {
		fmt.Fprintf(out, "kind %s %s\n", name, kinds[name])
	}
	messages := []string{}
	for name := range reachable {
		messages = append(messages, name)
	}
	sort.Strings(messages)
	for _, name := range messages {
		if wrappers[name] {
			fmt.Fprintf(out, "wrapper %s\n", name)
		} else {
			fmt.Fprintf(out, "message %s\n", name)
		}
		numbers := []int{}
		for number := range fields[name] {
			numbers = append(numbers, number)
		}
		sort.Ints(numbers)
		for _, number := range numbers {
			fmt.Fprintf(out, "%d %s\n", number, fields[name][number])
		}
	}
}

func reach(message string, seen map[string]bool) {
	if seen[message] {
		return
	}
	seen[message] = true
	for _, text := range fields[message] {
		name := text[strings.LastIndexAny(text, " *]:")+1:]
		if fields[name] != nil {
			reach(name, seen)
		}
	}
}

func check(err error) {
	if err != nil {
		fail("%v", err)
	}
}

func fail(format string, arguments ...any) {
	fmt.Fprintf(os.Stderr, "error: "+format+"\n", arguments...)
	os.Exit(1)
}
