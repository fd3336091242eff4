(component
  (import "url=<https://a\1b[2J.example/\nok>" (func)))
