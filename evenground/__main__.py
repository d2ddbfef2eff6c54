from evenground.cli import main

raise SystemExit(main())
