# SPDX-License-Identifier: BSD-2-Clause
#
# Reads TAP, one test program a file, and writes what a person wants to see:
# failures with what was said about them, and why tests were skipped.  The
# last line is `PASSED FAILED SKIPPED` in numbers.  `status` is the exit status
# of what wrote the TAP; without a failed test it may only be 0.

function fail(text) {
    failed++
    print "    FAILED " text
}

# What is wrong with a file as a whole, once all of it was read.
function end_file() {
    if (name == "")
        return
    if (planned == "" && !ended)
        fail(name ": ended without a plan")
    else if (planned != "" && planned != seen && !ended)
        fail(name ": " planned " tests planned, " seen " seen")
}

function begin_file() {
    end_file()
    name = FILENAME
    sub(/.*\//, "", name)
    sub(/\.tap$/, "", name)
    planned = ""
    seen = 0
    ended = 0
    telling = 0
    remarks = ""
}

function reason_of(line) {
    sub(/.*# *[Ss][Kk][Ii][Pp][^ ]* */, "", line)
    return line
}

function skip(line, reason) {
    reason = reason_of(line)
    if (reason == "") {
        fail(name ": skipped without a reason: " line)
    } else {
        skipped++
        sub(/ *#.*/, "", line)
        sub(/^(ok|1\.\.)[ 0-9]*(- )?/, "", line)
        print "    skipped " name ": " (line == "" ? "" : line ": ") reason
    }
}

FNR == 1 { begin_file() }

/^1\.\.[0-9]+/ {
    planned = substr($1, 4) + 0
    if (planned == 0) {
        ended = 1
        skip($0)
    }
    telling = 0
    next
}

/^ok/ {
    seen++
    telling = 0
    remarks = ""
    if ($0 ~ /# *[Ss][Kk][Ii][Pp]/)
        skip($0)
    else
        passed++
    next
}

/^not ok/ {
    seen++
    fail(name ": " $0)
    printf "%s", remarks
    remarks = ""
    telling = 20
    next
}

/^Bail out!/ {
    fail(name ": " $0)
    ended = 1
    next
}

# Some programs say why before the result, some after it.
/^ *#/ {
    if (telling > 0)
        print "      " $0
    else
        remarks = remarks "      " $0 "\n"
    telling--
}

END {
    end_file()
    if (status != 0 && failed == 0)
        fail("exit status " status)
    if (status == 0 && passed + failed + skipped == 0)
        fail("ran no test")
    print passed + 0, failed + 0, skipped + 0
}
