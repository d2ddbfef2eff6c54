"""Unknown and wrongly recorded groups: could they explain a gap?"""
