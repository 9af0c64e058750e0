# SPDX-License-Identifier: ISC
# shellcheck shell=bash
#
# Completion for bash: copy into /usr/share/bash-completion/completions/loopbell.
# Commands and options are asked of the program, so that they are its own.

# The --options that --help of the command tells of.
_loopbell_options()
{
	loopbell "$1" --help 2>/dev/null | grep -o -- '--[a-z][a-z-]*' | sort -u
}

# The providers of the configuration, as it is in force.
_loopbell_providers()
{
	loopbell check --print 2>/dev/null | awk '
		/^[a-z_]+:/ { inside = $1 == "providers:" }
		inside && /^  [a-z0-9_-]+:/ { sub(":.*", "", $1); print $1 }'
}

_loopbell()
{
	local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}
	local command=${COMP_WORDS[1]} words=

	COMPREPLY=()
	case $before in
	--config | --data | --dir)
		mapfile -t COMPREPLY < <(compgen -f -- "$word")
		return
		;;
	esac
	case $COMP_CWORD,$command,$before,$word in
	1,*) words=$(loopbell --help 2>/dev/null |
		sed -n 's/^  \([a-z]*\) .*/\1/p') ;;
	*,*,--escape,*) words='html slack none' ;;
	*,*,*,-*) words=$(_loopbell_options "$command") ;;
	*,queue,--state,*) words='waiting sending unknown done dead dropped' ;;
	2,queue,*) words='list show retry drop refused export' ;;
	2,cases,*) words='list show claim resolve reopen confirm assign note
		snooze absent present' ;;
	*,cases,--reached,*) words='yes no' ;;
	2,plugins,*) words='list show' ;;
	3,plugins,show,*) words=$(loopbell plugins list 2>/dev/null |
		awk '{ print $1 }') ;;
	2,import,*) words=$(_loopbell_providers) ;;
	*,template,* | *,import,* | *,backup,*)
		mapfile -t COMPREPLY < <(compgen -f -- "$word")
		return
		;;
	esac
	mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
}

complete -F _loopbell loopbell
