module etcdsnapshot.test/messages

go 1.19
