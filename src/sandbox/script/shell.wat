;; What surrounds an image: the component that a deployed script Action is.
;;
;; The engine's code is imported, compiled once and shared by all; only the memory is the Action's own. Its module must come
;; first: the server replaces it by the image, and {pages} by the pages that the engine begins with (image.rs). Answers of bytes go through the mailbox, because the engine's own
;; allocator cannot be named before the engine is instantiated, and it cannot be instantiated before its imports are lowered.
(component
  (core module $image (memory (export "memory") 1))

  (import "engine" (core module $engine
    (import "image" "memory" (memory {pages}))
    (import "host" "now" (func (result f64)))
    (import "host" "log" (func (param i32 i32 i32)))
    (import "host" "call" (func (param i32 i32 i32 i32 i32 i32) (result i64)))
    (import "host" "start" (func (param i32 i32 i32 i32 i32 i32) (result i64)))
    (import "host" "wait" (func (result i64)))
    (import "host" "cancel" (func (param i32)))
    (import "host" "take" (func (param i32)))
    (import "mailbox" "set" (func (param i32)))
    (export "alloc" (func (param i32 i32 i32 i32) (result i32)))
    (export "invoke" (func (param i32 i32) (result i32)))))

  (import "anteroom:engine/host" (instance $host
    (export "now" (func (result f64)))
    (export "log" (func (param "level" u32) (param "text" string)))
    (export "call" (func (param "operation" string) (param "text" string) (param "bytes" (list u8)) (result u64)))
    (export "start" (func (param "operation" string) (param "text" string) (param "bytes" (list u8)) (result u64)))
    (export "wait" (func (result u64)))
    (export "cancel" (func (param "id" u32)))
    (export "take" (func (result (list u8))))))

  (core module $mailbox
    (global $at (mut i32) (i32.const 0))
    (func (export "set") (param i32) local.get 0 global.set $at)
    (func (export "realloc") (param i32 i32 i32 i32) (result i32) global.get $at))

  (core instance $image (instantiate $image))
  (core instance $mailbox (instantiate $mailbox))
  (alias core export $image "memory" (core memory $memory))
  (alias core export $mailbox "realloc" (core func $realloc))

  (core func $now (canon lower (func $host "now")))
  (core func $log (canon lower (func $host "log") (memory $memory)))
  (core func $call (canon lower (func $host "call") (memory $memory)))
  (core func $start (canon lower (func $host "start") (memory $memory)))
  (core func $wait (canon lower (func $host "wait")))
  (core func $cancel (canon lower (func $host "cancel")))
  (core func $take (canon lower (func $host "take") (memory $memory) (realloc $realloc)))
  (core instance $lowered
    (export "now" (func $now))
    (export "log" (func $log))
    (export "call" (func $call))
    (export "start" (func $start))
    (export "wait" (func $wait))
    (export "cancel" (func $cancel))
    (export "take" (func $take)))

  (core instance $run (instantiate $engine
    (with "image" (instance $image))
    (with "host" (instance $lowered))
    (with "mailbox" (instance $mailbox))))
  (alias core export $run "alloc" (core func $alloc))
  (alias core export $run "invoke" (core func $invoke))
  (func (export "invoke") (param "request" string) (result string)
    (canon lift (core func $invoke) (memory $memory) (realloc $alloc))))
