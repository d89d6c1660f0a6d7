package main

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"

	"hengji"
)

// embedded reads a YAML table that is built into the program. A mistake in one is
// the programmer's, and stops the program before it writes anything.
func embedded[T any](name string, data []byte) T {
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	decoder.KnownFields(true)
	var table T
	if err := decoder.Decode(&table); err != nil {
		panic(fmt.Sprintf("read %s: %v", name, err))
	}
	return table
}

// readCSV reads a code list of the product; the marks in its header
// (period*, amount_wan:number) are dropped.
func readCSV(path string) ([]map[string]string, error) {
	data, err := hengji.DefaultRules.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read code list: %w", err)
	}
	rows, err := rowsByName(data)
	if err != nil {
		return nil, fmt.Errorf("read code list %s: %w", path, err)
	}
	return rows, nil
}

func rowsByName(data []byte) ([]map[string]string, error) {
	lines, err := csv.NewReader(bytes.NewReader(data)).ReadAll()
	if err != nil {
		return nil, err
	}
	var rows []map[string]string
	for _, line := range lines[1:] {
		row := map[string]string{}
		for i, name := range lines[0] {
			name, _, _ = strings.Cut(name, ":")
			name = strings.TrimSuffix(name, "*")
			row[name] = line[i]
		}
		rows = append(rows, row)
	}
	return rows, nil
}
