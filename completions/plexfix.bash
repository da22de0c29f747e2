# Completes the flags of plexfix's commands in bash 3.2 and newer: `source` it, or put it where bash-completion looks.
# Written by dev/make_completions.py.

_plexfix() {
    local current=${COMP_WORDS[COMP_CWORD]} before=$((COMP_CWORD - 1)) command=${COMP_WORDS[0]##*/}
    local flags= files= folders= words= many= choices= operands= flag= takes= IFS=$' \t\n'
    # bash takes --flag=value apart.
    [ "$current" = '=' ] && current= && before=$COMP_CWORD
    [ "${COMP_WORDS[before]}" = '=' ] && before=$((before - 1))
    command=${command%.py}
    command=${command%.pyz}
    case ${command//_/-} in
        aggregate-plex-logs)
            flags='--agent --all-levels --all-plugins --archive --dry-run --hash --help --hours --html --jobs --json --log-dir --merge --no-redact --output --quiet --since --timeframe --top --until --verbose --version --yes -h -q -v'
            files='--html --merge --output'
            folders='--archive --log-dir'
            words='--agent --timeframe --hours --jobs --since --top --until'
            many='--merge' ;;
        backup-utils)
            flags='--allow-missing --backup-dir --create --dry-run --force --help --json --keep --list --name --only --prune --quiet --restore --show --target-dir --verbose --verify --version -h -q -v'
            files='--create --only'
            folders='--backup-dir --restore --show --target-dir --verify'
            words='--keep --name'
            many='--create --verify' ;;
        compare-metrics)
            flags='--after-pass --agent --baseline --before-pass --current --diagnostic-report --dry-run --explain --fix-name --help --html --implementation-log --json --output --policy --quiet --retest-pass --verbose --version -h -q -v'
            files='--after-pass --baseline --before-pass --current --diagnostic-report --explain --html --implementation-log --output --retest-pass'
            words='--agent --fix-name'
            choices='--policy:evidence,spec' ;;
        diagnose-from-report)
            flags='--add-fix --approve --by --dry-run --help --json --lessons --lint --output --plugins-dir --previous --priority --quiet --report --signatures --top --verbose --version -h -q -v'
            files='--lessons --lint --output --previous --report'
            folders='--plugins-dir --signatures'
            words='--add-fix --approve --by --top' ;;
        implement-fix)
            flags='--canary --diagnostic-report --dry-run --fix --help --insecure --json --log-dir --plugins-dir --quiet --reason --record --recover --restart --rollback --skip-drifted --stage --start-timeout --token-file --url --verbose --version --yes -h -q -v'
            files='--diagnostic-report --token-file'
            folders='--log-dir --plugins-dir'
            words='--canary --fix --reason --record --restart --rollback --stage --start-timeout --url' ;;
        loop-coordinator)
            flags='--controls --demo --dry-run --goal --help --insecure --items --json --lessons --log-dir --max-iterations --next --override --panel --pause --plugins-dir --policy --poll --quiet --reason --restart --resume --run-dir --start-timeout --status --stop --timeout --token-file --url --verbose --version --why --yes -h -q -v'
            files='--lessons --resume --token-file'
            folders='--log-dir --plugins-dir --run-dir'
            words='--controls --goal --items --max-iterations --override --panel --pause --poll --reason --restart --start-timeout --timeout --url --why'
            choices='--policy:evidence,spec' ;;
        parse-test-report)
            flags='--help --json --quiet --verbose --version -h -q -v'
            operands='file' ;;
        plex-api-utils)
            flags='--check --dry-run --help --insecure --items --json --log-dir --overall --pause --plugins-dir --quiet --rating-key --refresh --search --section --sections --show-token --timeout --token --token-file --type --url --verbose --version --wait -h -q -v'
            files='--token-file'
            folders='--log-dir --plugins-dir'
            words='--overall --pause --rating-key --search --section --timeout --type --url' ;;
        post-mortem-analysis)
            flags='--dry-run --help --implementation-log --json --lessons --output --quiet --run-dir --verbose --version -h -q -v'
            files='--implementation-log --lessons --output'
            folders='--run-dir' ;;
        safety-validator)
            flags='--batch --file --help --json --policy --python27 --quiet --strict --verbose --version -h -q -v'
            files='--file --python27'
            choices='--policy:auto,Standard,Elevated,none'
            operands='file' ;;
        state-manager)
            flags='--clear --dry-run --file --get --help --history --json --load --quiet --save --set --verbose --version --yes -h -q -v'
            files='--file'
            words='--get --save --set' ;;
        test-fix-actively)
            flags='--aa --after --baseline --before --controls --diagnostic-report --dry-run --fix --help --html --insecure --item-list --items --jobs --json --log-dir --output --overall --pause --policy --poll --quiet --resume --timeout --token-file --url --verbose --version --yes -h -q -v'
            files='--baseline --diagnostic-report --html --item-list --output --token-file'
            folders='--log-dir'
            words='--controls --fix --items --jobs --overall --pause --poll --timeout --url'
            choices='--policy:evidence,spec' ;;
    esac
    flag=${COMP_WORDS[before]}
    case $flag in
        --*) ;;
        *)  # A flag that takes several values may stand further back.
            while [ "$before" -gt 0 ] && [ "${flag#-}" = "$flag" ]; do
                before=$((before - 1))
                flag=${COMP_WORDS[before]}
            done
            case " $many " in *" $flag "*) ;; *) flag= ;; esac ;;
    esac
    takes=$operands
    [ -n "$flag" ] && case " $files " in *" $flag "*) takes=file ;; esac
    [ -n "$flag" ] && case " $folders " in *" $flag "*) takes=folder ;; esac
    [ -n "$flag" ] && case " $words " in *" $flag "*) takes=word ;; esac
    [ -n "$flag" ] && case " $choices " in *" $flag:"*)
        takes=choice
        choices=${choices#*"$flag:"}
        choices=${choices%% *} ;;
    esac
    COMPREPLY=()
    case $current in -*) takes=flag ;; esac
    case $takes in
        flag|'') COMPREPLY=($(compgen -W "$flags" -- "$current")) ;;
        choice) COMPREPLY=($(compgen -W "${choices//,/ }" -- "$current")) ;;
        folder)
            IFS=$'\n'
            # Without compopt (bash 3.2) nothing is given, and the shell completes files and folders by itself.
            compopt -o filenames 2>/dev/null && COMPREPLY=($(compgen -d -- "$current")) ;;
        word) compopt +o default 2>/dev/null ;;
    esac
    return 0
}

complete -o default -F _plexfix aggregate-plex-logs aggregate_plex_logs.py aggregate_plex_logs.pyz backup-utils backup_utils.py backup_utils.pyz compare-metrics compare_metrics.py compare_metrics.pyz diagnose-from-report diagnose_from_report.py diagnose_from_report.pyz implement-fix implement_fix.py implement_fix.pyz loop-coordinator loop_coordinator.py loop_coordinator.pyz parse-test-report parse_test_report.py parse_test_report.pyz plex-api-utils plex_api_utils.py plex_api_utils.pyz post-mortem-analysis post_mortem_analysis.py post_mortem_analysis.pyz safety-validator safety_validator.py safety_validator.pyz state-manager state_manager.py state_manager.pyz test-fix-actively test_fix_actively.py test_fix_actively.pyz
