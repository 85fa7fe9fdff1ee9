# A row of bench's table from lines of "ours FIGURE" and "theirs FIGURE", as many of each, in the order they were run.
{ figures[$1, ++count[$1]] = $2 }

END {
  runs = count["ours"]
  for (i = 1; i <= runs; i++) {
    ours[i] = figures["ours", i]
    theirs[i] = figures["theirs", i]
    ratios[i] = ours[i] / theirs[i]
  }
  order(ours)
  order(theirs)
  order(ratios)
  printf "%-40s %10s %10s   %5.2f  %5.2f  %5.2f\n", name, amount(median(ours)), amount(median(theirs)), \
    ratios[1], median(ratios), ratios[runs]
}

function order(list,   i, j, value) {
  for (i = 2; i <= runs; i++) {
    value = list[i]
    for (j = i - 1; j > 0 && list[j] > value; j--) list[j + 1] = list[j]
    list[j + 1] = value
  }
}

function median(list) {
  return (list[int((runs + 1) / 2)] + list[int(runs / 2) + 1]) / 2
}

function amount(figure) {
  return unit == "seconds" ? sprintf("%.2f s", figure / 1e6) : sprintf("%.1f MB", figure / 1e6)
}
