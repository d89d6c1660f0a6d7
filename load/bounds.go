package load

import "hengji"

// mostMemory is what the engine may hold at once, mostSpilled what it may write aside
// when that is not enough: many times what a province takes. A statement that asks for
// more ends with an error that names what was asked, and never takes the machine down.
const mostMemory, mostSpilled = "2GiB", "8GiB"

// bounds are the first settings of every engine. It spills into a folder, "" for none.
func bounds(spill string) []string {
	settings := []string{
		"SET memory_limit = " + hengji.Quoted(mostMemory),
		"SET temp_directory = " + hengji.Quoted(spill),
		"SET threads = 1", // a second one costs more CPU than it saves time, below a million rows; row groups are cut alike
	}
	if spill != "" {
		settings = append(settings, "SET max_temp_directory_size = "+hengji.Quoted(mostSpilled))
	}
	return settings
}
