// Command hengji 衡绩 reads the workbooks that districts hand in, checks them,
// hands them back and publishes the consolidated tables. Files and flags come
// in; tables, messages and an exit code go out; results stand on stdout, talk on
// stderr. main.go is one statement, run.go is the story, each command has a file.
package main

import "os"

func main() {
	os.Exit(Main(os.Args[1:], os.Stdout, os.Stderr))
}
