"""Reading workbooks: plain ones, damaged ones, hostile ones."""
