graph [
  directed 1
  node [
    id 0
    label "Baricitinib"
    kind "drug"
  ]
  node [
    id 1
    label "JAK1"
    kind "kinase"
  ]
  node [
    id 2
    label "CXCL10"
    kind "chemokine"
  ]
  edge [
    source 0
    target 1
    interaction "inhibits"
  ]
  edge [
    source 1
    target 2
    interaction "increases"
  ]
]
