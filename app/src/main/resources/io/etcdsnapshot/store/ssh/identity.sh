#!/bin/sh
# identity DIRECTORY: tells what a directory is beyond its name.
#
# Standard output: "<boot id of the host> <device>:<inode>", as the program finds it for a directory of its own host.
# Exit: 0, or what it can't tell.
boot=$(cat /proc/sys/kernel/random/boot_id) && place=$(stat -L -c %d:%i -- "$1") && echo "$boot $place"
